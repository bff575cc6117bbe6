/** Where people can be taken in. Rooms hold one person each; a hospital keeps its own. */
export const pointKinds = {
  'isolation-point': { zh: '集中隔离点', en: 'isolation point' },
  hospital: { zh: '定点医院', en: 'designated hospital' },
  'waiting-rooms': { zh: '留观室（发热门诊、卡口）', en: 'single rooms of a fever clinic or a gate' },
} as const;
export type PointKind = keyof typeof pointKinds;

/**
 * The check list of three zones and two passages 三区两通道 (order 57), with the single rooms of order 58. A named inspector
 * answers each line; a point takes nobody until all of them are answered with yes.
 */
export const zoneChecks = {
  cleanZone: { zh: '清洁区独立设置', en: 'there is a clean zone of its own' },
  bufferZone: { zh: '缓冲区（潜在污染区）独立设置', en: 'there is a buffer zone between clean and contaminated' },
  contaminatedZone: { zh: '污染区独立设置', en: 'there is a contaminated zone of its own' },
  staffPassage: { zh: '工作人员通道独立设置', en: 'staff have a passage of their own' },
  residentPassage: { zh: '隔离人员通道独立设置', en: 'isolated people have a passage of their own' },
  passagesApart: { zh: '两通道互不交叉', en: 'the two passages never cross' },
  wasteApart: { zh: '医疗废物按污染区出口清运', en: 'waste leaves by the contaminated side' },
  singleRooms: { zh: '单人单间，独立卫生间', en: 'single rooms, each with its own bathroom' },
} as const;
export type ZoneCheck = keyof typeof zoneChecks;

/** A room is somebody's from the reservation until it has been disinfected after them. */
export const stayStates = {
  reserved: { zh: '已预留', en: 'reserved' },
  occupied: { zh: '已入住', en: 'occupied' },
  disinfecting: { zh: '终末消毒中', en: 'being disinfected' },
  over: { zh: '已腾空', en: 'free again' },
} as const;
export type StayState = keyof typeof stayStates;

/** Why two people share a room that holds one: the only reason there is, told from either side. */
export const sharingReasons = {
  'minor-with-guardian': { zh: '未成年人由监护人陪同', en: 'a minor, with the guardian' },
  'guardian-with-minor': { zh: '监护人陪同未成年人', en: 'the guardian of a minor' },
} as const;
export type SharingReason = keyof typeof sharingReasons;
