/** What a notice is about; with the version it names what at most one notice speaks of. */
export const noticeCauses = ['result', 'case', 'measure', 'order', 'escalation', 'task', 'dispatch', 'job'] as const;

export type NoticeCause = (typeof noticeCauses)[number];

/** The ways out: on the screen of whoever is on duty, to a mailbox of an office, to another system, to a telephone. */
export const noticeChannels = ['screen', 'mail', 'webhook', 'sms'] as const;

export type NoticeChannel = (typeof noticeChannels)[number];

/** Where one way of a notice stands; `read` is a person's act, `delivered` the provider's word. */
export const sendStates = ['due', 'sending', 'sent', 'delivered', 'read', 'failed', 'overtaken'] as const;

export type SendState = (typeof sendStates)[number];

/** What something must still be, in the very transaction that sends, for a notice about it to go out. */
export const noticeStandings = ['open', 'verified', 'cleared', 'revoked', 'running', 'ended', 'closed'] as const;

export type NoticeStanding = (typeof noticeStandings)[number];

interface NoticeKind {
  readonly zh: string;
  readonly en: string;
  readonly audience: 'person' | 'duty';
  /** It lets somebody conclude a result, so it waits until that result was released (invariant i24). */
  readonly tellsResult?: true;
  /** States of the case, measure or order in which it is still true; anything else overtakes it. */
  readonly trueWhile?: readonly NoticeStanding[];
}

/** Every kind of notice. A new one is a row here and its words in notification, approved by two people. */
export const noticeKinds = {
  // To people of a campaign
  'stay-where-you-are': {
    audience: 'person',
    trueWhile: ['open', 'verified'],
    zh: '请原地等待并单采',
    en: 'stay where you are; a single swab follows',
  },
  'hold-begun': { audience: 'person', trueWhile: ['running'], zh: '就地管控决定', en: 'a hold has begun' },
  'hold-until-result': { audience: 'person', trueWhile: ['running'], zh: '等候结果', en: 'waiting for a result' },
  'isolation-begun': { audience: 'person', trueWhile: ['running'], zh: '隔离决定', en: 'an isolation order has begun' },
  'measure-ended': { audience: 'person', trueWhile: ['ended'], zh: '管控已结束', en: 'a measure has ended' },
  'case-cleared': {
    audience: 'person',
    tellsResult: true,
    trueWhile: ['cleared'],
    zh: '单采复核已完成',
    en: 'the single swab has cleared the case',
  },
  'verified-letter': {
    audience: 'person',
    tellsResult: true,
    trueWhile: ['verified'],
    zh: '复核告知书（电话之后）',
    en: 'the letter that follows a call about a verified result',
  },
  'recollection-asked': {
    audience: 'person',
    trueWhile: ['open'],
    zh: '请免费重采（无疑似）',
    en: 'please give a specimen again; nothing is suspected',
  },
  'second-swab-asked': {
    audience: 'person',
    trueWhile: ['open'],
    zh: '请第二次采样（核对结论）',
    en: 'please give a second swab, to make sure',
  },
  'correction-apology': {
    audience: 'person',
    trueWhile: ['revoked'],
    zh: '更正与致歉',
    en: 'a correction, with an apology',
  },
  // To whoever is on duty
  dispatch: { audience: 'duty', zh: '派单', en: 'a dispatch' },
  'duty-call': { audience: 'duty', zh: '催办', en: 'a call of the ladder' },
  'task-overdue': { audience: 'duty', zh: '任务超时', en: 'a task is past its clock' },
  'door-knock': { audience: 'duty', zh: '上门通知', en: 'somebody could not be told and is to be visited' },
  'job-failed': { audience: 'duty', zh: '作业失败', en: 'a job failed for good' },
} as const satisfies Record<string, NoticeKind>;

export type NoticeKindName = keyof typeof noticeKinds;

/** In: the name of a kind. Out: its row, with what it leaves out as absent. */
export const noticeKindOf = (name: NoticeKindName): NoticeKind => noticeKinds[name];
