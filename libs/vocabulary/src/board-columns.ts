/**
 * The columns of the isolation board, from left to right (screens §1.5). A card is a person, a lane is a tube, and an alert
 * that nobody has taken stands in the first column as a whole.
 */
export const boardColumns = {
  screened: { zh: '初筛阳性管', en: 'Detected tube' },
  listed: { zh: '名单', en: 'List' },
  contact: { zh: '联系', en: 'Contact' },
  held: { zh: '就地管控', en: 'Hold' },
  recollection: { zh: '单管复采', en: 'Single swab' },
  review: { zh: '复核', en: 'Result' },
  transfer: { zh: '转运派车', en: 'Transfer' },
  admitted: { zh: '入住', en: 'Admitted' },
  ended: { zh: '解除', en: 'Ended' },
} as const;

export type BoardColumn = keyof typeof boardColumns;
