import { dayTimeOf, type Words } from '@lib/screens';
import { findingWords, type Finding } from '@lib/vocabulary';
import { contactsToDecide, dispatches, ordersToRead, ordersToSign, unplaced } from './people-lists.js';
import { bindingReports, comingBoxes, discordantPools, retests, retestsToConfirm } from './recall-lists.js';
import { referrals } from './referral-list.js';
import { noticeWords, withdrawn } from './told-lists.js';
import { nameOf, type Owned, ownerOf, pathWith, tail, type WorkList } from './work-line.js';

const overdue = (service: 'batching' | 'lab', title: Words): WorkList => ({
  name: `overdue-${service}`,
  title,
  path: pathWith(`/api/${service}/v1/overdue-tubes`),
  member: 'tubes',
  line: (tube: Owned & { tubeId: string; lastPlace: string; since: string; nextStep: Words }) => ({
    key: tube.tubeId,
    what: { zh: `${tube.tubeId} 最后在 ${tube.lastPlace}`, en: `${tube.tubeId} last seen at ${tube.lastPlace}` },
    owner: ownerOf(tube),
    next: tube.nextStep,
    since: tube.since,
  }),
});
const atSites = overdue('batching', { zh: '超时未交接的试管', en: 'Tubes past their clock, not handed over' });
const atLabs = overdue('lab', { zh: '交接后超时未出结果的试管', en: 'Tubes past their clock after the hand-over' });

interface Exception extends Owned {
  readonly kind: 'not-taken' | 'second-tube';
  readonly code?: string;
  readonly deviceId?: string;
  readonly tubeId: string | null;
  readonly earlierTubeId?: string;
  readonly subjectId: string | null;
  readonly foundIn?: string | null;
  readonly recordedAt: string;
}

function whatOf({ kind, code, deviceId, tubeId, earlierTubeId, subjectId }: Exception): Words {
  const person = tail(subjectId);
  if (kind === 'second-tube') {
    return {
      zh: `同轮两管：人员 ${person} 在 ${tail(earlierTubeId ?? null)} 和 ${tail(tubeId)}`,
      en: `two tubes in one round: person ${person} in ${tail(earlierTubeId ?? null)} and ${tail(tubeId)}`,
    };
  }
  if (code === 'DEVICE_SEQ_REUSED') {
    return {
      zh: `设备 ${tail(deviceId ?? null)} 重新编号（可能被清空）：管 ${tail(tubeId)} 人员 ${person}`,
      en: `device ${tail(deviceId ?? null)} counts anew (perhaps wiped): tube ${tail(tubeId)}, person ${person}`,
    };
  }
  const act = `${code ?? ''} ${tail(tubeId)} ${person}`;
  return { zh: `未收录：${act}`, en: `not taken: ${act}` };
}

const exceptions: WorkList = {
  name: 'exceptions',
  title: { zh: '待查：未收录的扫码、同轮两管', en: 'To clear up: acts not taken, second tubes' },
  path: ({ campaignId }) => `/api/batching/v1/campaigns/${campaignId ?? ''}/exceptions`,
  member: 'exceptions',
  line: (row: Exception) => ({
    key: `${row.recordedAt} ${row.tubeId} ${row.subjectId}`,
    what: whatOf(row),
    owner: ownerOf(row),
    next: row.foundIn
      ? { zh: `已在 ${tail(row.foundIn)} 管中找到，无需处理`, en: `found in tube ${tail(row.foundIn)}; nothing to do` }
      : {
          zh: '找到本人与所在试管，必要时请其重采',
          en: 'find the person and the tube; have the swab taken again if need be',
        },
    since: row.recordedAt,
  }),
};

const corrections: WorkList = {
  name: 'corrections',
  title: { zh: '待第二人确认的更正', en: 'Corrections that wait for a second supervisor' },
  path: () => '/api/lab/v1/asked-corrections',
  member: 'corrections',
  line: (row: { tubeId: string; standing: Finding; finding: Finding; askedBy: string; askedAt: string }) => ({
    key: `${row.tubeId} ${row.finding}`,
    what: {
      zh: `${row.tubeId}：${findingWords[row.standing].zh} → ${findingWords[row.finding].zh}`,
      en: `${row.tubeId}: ${findingWords[row.standing].en} → ${findingWords[row.finding].en}`,
    },
    owner: { zh: `${row.askedBy} 已提出`, en: `asked for by ${row.askedBy}` },
    next: { zh: '由另一位审核员核对后提出同样更正', en: 'another supervisor looks, and asks for the same' },
    since: row.askedAt,
  }),
};

const disinfections: WorkList = {
  name: 'disinfections',
  title: { zh: '待消毒', en: 'To be disinfected' },
  path: pathWith('/api/isolation/v1/disinfections'),
  member: 'disinfections',
  line: (
    row: Owned & {
      escalationId: string;
      position: number;
      subjectKind: string;
      subjectId: string;
      siteCode: string;
      dueAt: string;
      listedAt: string;
    },
  ) => ({
    key: `${row.escalationId} ${row.position}`,
    what: {
      zh: `${row.subjectKind === 'place' ? '场所' : '物品'} ${tail(row.subjectId)} · ${row.siteCode}`,
      en: `${row.subjectKind} ${tail(row.subjectId)} · ${row.siteCode}`,
    },
    owner: ownerOf(row),
    next: { zh: `安排消毒，限 ${dayTimeOf(row.dueAt)}`, en: `have it disinfected by ${dayTimeOf(row.dueAt)}` },
    since: row.listedAt,
  }),
};

const gaps: WorkList = {
  name: 'duty-gaps',
  title: { zh: '无人值班', en: 'Nobody on duty' },
  path: () => '/api/notification/v1/duty-gaps',
  member: 'gaps',
  line: (row: { role: string; districtCode: string | null; alerts: number; firstAt: string; isOpen: boolean }) => ({
    key: `${row.role} ${row.districtCode}`,
    what: {
      zh: `${nameOf(row.role).zh} ${row.districtCode ?? ''}：${row.alerts} 条警报无人应`,
      en: `${nameOf(row.role).en} ${row.districtCode ?? ''}: ${row.alerts} alerts found nobody`,
    },
    owner: nameOf('district-liaison'),
    next: row.isOpen
      ? { zh: '请立即排班', en: 'put somebody on duty now' }
      : { zh: '已有人值班', en: 'somebody is on duty now' },
    since: row.firstAt,
  }),
};

const unregistered: WorkList = {
  name: 'unregistered-labs',
  title: { zh: '未登记的实验室编号', en: 'Laboratory codes that nobody registered' },
  path: () => '/api/lab/v1/unregistered-labs',
  member: 'labs',
  line: (row: Owned & { labCode: string; boxes: number; uploads: number; since: string; nextStep: Words }) => ({
    key: row.labCode,
    what: {
      zh: `${row.labCode}：${row.boxes} 箱，${row.uploads} 个文件`,
      en: `${row.labCode}: ${row.boxes} boxes, ${row.uploads} files`,
    },
    owner: nameOf(row.owner.role),
    next: row.nextStep,
    since: row.since,
  }),
};

/** What each role has to clear up, beside its own desk. */
export const workLists: Partial<Record<string, readonly WorkList[]>> = {
  'site-manager': [bindingReports, exceptions, atSites],
  lab: [comingBoxes, retests, referrals, atLabs],
  'lab-supervisor': [comingBoxes, retestsToConfirm, corrections, referrals, atLabs],
  'cdc-duty': [
    ...[bindingReports, dispatches, contactsToDecide, ordersToSign, discordantPools, retests, referrals],
    ...[withdrawn, gaps, atSites, atLabs, exceptions],
    ...[disinfections, unregistered, noticeWords],
  ],
  epidemiologist: [dispatches, contactsToDecide],
  'sampling-squad': [dispatches],
  'community-cadre': [dispatches],
  doctor: [dispatches],
  'isolation-officer': [bindingReports, dispatches, discordantPools, gaps, disinfections],
  'district-liaison': [dispatches, gaps, unplaced, discordantPools, atSites, atLabs, disinfections],
  // Whoever may fill a gap of the roster sees that there is one.
  admin: [gaps],
  'command-centre': [gaps, ordersToSign],
  auditor: [withdrawn, gaps, ordersToRead, unplaced, noticeWords],
};
