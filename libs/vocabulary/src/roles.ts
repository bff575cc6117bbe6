/** The fixed list of roles. A new one is a row here, a column of the matrix and a decision record. */
export const roles = {
  sampler: { zh: '采样员', en: 'sampler' },
  'site-manager': { zh: '站长', en: 'site manager' },
  courier: { zh: '转运员', en: 'courier' },
  lab: { zh: '检验员', en: 'lab technician' },
  'lab-supervisor': { zh: '实验室审核员', en: 'lab supervisor' },
  'cdc-duty': { zh: '疾控值班员', en: 'CDC duty officer' },
  'sampling-squad': { zh: '急采队', en: 'emergency sampling squad' },
  epidemiologist: { zh: '流调员', en: 'epidemiologist' },
  'isolation-officer': { zh: '隔离专班', en: 'isolation officer' },
  'community-cadre': { zh: '社区干部', en: 'community cadre' },
  doctor: { zh: '医生', en: 'doctor' },
  'district-liaison': { zh: '区县联络员', en: 'district liaison' },
  'command-centre': { zh: '指挥部', en: 'command centre' },
  'gate-checker': { zh: '卡口查验员', en: 'gate checker' },
  hotline: { zh: '热线接线员', en: 'hotline' },
  resident: { zh: '居民', en: 'resident' },
  auditor: { zh: '督查员', en: 'auditor' },
  admin: { zh: '系统管理员', en: 'administrator' },
} as const;

export type Role = keyof typeof roles;

/** What a token is bound to. An empty scope gives access to nothing that is scoped. */
export interface Scope {
  readonly site?: string;
  readonly lab?: string;
  readonly district?: string;
  readonly participant?: string;
  readonly device?: string;
  readonly shift?: string;
}
