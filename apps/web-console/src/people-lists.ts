import { dayTimeOf, type Session, type Words } from '@lib/screens';
import {
  contactDecisions,
  contactKinds,
  measureCategories,
  measureEnds,
  type ContactDecision,
  type ContactKind,
  type MeasureCategory,
  type MeasureEnd,
  type Role,
} from '@lib/vocabulary';
import { nameOf, pathWith, tail, type WorkAct, type WorkList } from './work-line.js';

const signer: Words = { zh: '第二位签署人', en: 'a second signatory' };

interface EarlierDecision {
  readonly decision: ContactDecision;
  readonly decidedBy: string | null;
  readonly measureEnded: MeasureEnd | null;
}

// Whoever decides again knows what was decided before, by whom, and how what followed from it ended.
function earlierOf(earlier: EarlierDecision | null): Words {
  if (earlier === null) return { zh: '', en: '' };
  const { decision, decidedBy, measureEnded } = earlier;
  const [was, by] = [contactDecisions[decision], decidedBy ?? ''];
  const end = measureEnded === null ? { zh: '', en: '' } : measureEnds[measureEnded];
  const tell = (told: string, who: string, how: string) => [`${told} ${who}`.trim(), how].filter(Boolean);
  return {
    zh: ` · 处置单重新打开，此前：${tell(was.zh, by, end.zh).join('；')}`,
    en: ` · the case is open again; before: ${tell(was.en, by, end.en).join('; ')}`,
  };
}

/** Contacts that a program or a colleague proposed. Undecided in time they are free, with a look-out. */
export const contactsToDecide: WorkList = {
  name: 'contacts',
  title: { zh: '待判定的接触者', en: 'Contacts to decide on' },
  path: pathWith('/api/isolation/v1/contacts'),
  member: 'contacts',
  line: (row: {
    contactId: string;
    participantId: string;
    kind: ContactKind;
    category: MeasureCategory;
    siteCode: string;
    proposedBy: string;
    proposedAt: string;
    decideBy: string;
    earlier: EarlierDecision | null;
  }) => {
    const decide = `/api/isolation/v1/contacts/${row.contactId}/decide`;
    const category = measureCategories[row.category];
    const earlier = earlierOf(row.earlier);
    return {
      key: row.contactId,
      what: {
        zh: `${category.zh} ${tail(row.participantId)}：${contactKinds[row.kind].zh} · ${row.siteCode} · ${row.proposedBy} 提出${earlier.zh}`,
        en: `${category.en} ${tail(row.participantId)}: ${contactKinds[row.kind].en} · ${row.siteCode} · proposed by ${row.proposedBy}${earlier.en}`,
      },
      owner: nameOf('epidemiologist'),
      next: {
        zh: `${dayTimeOf(row.decideBy)} 前由您本人判定，逾期即不采取措施`,
        en: `yours to decide by ${dayTimeOf(row.decideBy)}; after that no measure begins`,
      },
      since: row.proposedAt,
      acts: [
        { name: { zh: '认定', en: 'Linked' }, path: decide, json: { decision: 'linked' } },
        { name: { zh: '不认定', en: 'Not linked' }, path: decide, json: { decision: 'not-linked' } },
      ],
    };
  },
};

interface AuthorityOrder {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly authority: string;
  readonly category: MeasureCategory;
  readonly siteCode: string;
  readonly persons: number;
  readonly signedBy: string;
  readonly signedAt: string;
  readonly countersignedBy: string | null;
}

/** Numbered orders of an authority; one that a single person signed holds nobody. */
export const ordersToSign: WorkList = {
  name: 'authority-orders',
  title: { zh: '主管机关命令', en: 'Orders of an authority' },
  path: pathWith('/api/isolation/v1/authority-orders'),
  member: 'orders',
  line: (row: AuthorityOrder) => {
    const isWhole = row.countersignedBy !== null;
    // An order about a place names nobody: whoever waits there may be held until their result.
    const whom =
      row.persons === 0
        ? { zh: `在 ${row.siteCode} 等候结果的人`, en: `whoever waits for a result at ${row.siteCode}` }
        : {
            zh: `${measureCategories[row.category].zh} ${row.persons} 人`,
            en: `${measureCategories[row.category].en}, ${row.persons} persons`,
          };
    return {
      key: row.orderId,
      what: {
        zh: `${row.authority} ${row.orderNumber}：${whom.zh}`,
        en: `${row.authority} ${row.orderNumber}: ${whom.en}`,
      },
      owner: isWhole ? { zh: row.countersignedBy ?? '', en: row.countersignedBy ?? '' } : signer,
      next: isWhole
        ? { zh: '两人已签，已报督查', en: 'signed by two; the auditor was told' }
        : { zh: `${row.signedBy} 已签，须另一人会签`, en: `signed by ${row.signedBy}; another person signs too` },
      since: row.signedAt,
      acts: isWhole
        ? []
        : [
            {
              name: { zh: '会签', en: 'Countersign' },
              path: `/api/isolation/v1/authority-orders/${row.orderId}/countersign`,
              json: {},
            },
          ],
    };
  },
};

/** The same for whoever is told of them and signs none. */
export const ordersToRead: WorkList = {
  ...ordersToSign,
  line: (row: never, session) => ({ ...ordersToSign.line(row, session), acts: [] }),
};

/** Whoever is to be in an isolation point by now and has no room. */
export const unplaced: WorkList = {
  name: 'unplaced',
  title: { zh: '应收未收', en: 'Ordered and not placed' },
  path: () => '/api/isolation/v1/unplaced',
  member: 'unplaced',
  line: (row: {
    measureId: string;
    participantId: string;
    category: MeasureCategory;
    siteCode: string;
    since: string;
  }) => ({
    key: row.measureId,
    what: {
      zh: `${measureCategories[row.category].zh} ${tail(row.participantId)} · ${row.siteCode}`,
      en: `${measureCategories[row.category].en} ${tail(row.participantId)} · ${row.siteCode}`,
    },
    owner: nameOf('isolation-officer'),
    next: { zh: '预留房间并派车', en: 'reserve a room and send a vehicle' },
    since: row.since,
  }),
};

interface Dispatch {
  readonly dispatchId: string;
  readonly words: Words;
  readonly tubeId: string | null;
  readonly siteCode: string;
  readonly divisionCode: string | null;
  readonly openedAt: string;
  readonly deliveredAt: string | null;
  readonly owner: { readonly role: Role; readonly person: string | null };
  readonly roles: readonly string[];
  readonly offer: { readonly role: string; readonly person: string | null } | null;
  readonly rung: number;
  readonly nextRungAt: string | null;
  readonly version: number;
}

// What the house would refuse is not offered: a cadre sees the squad's dispatch and does not take it.
function actsOf({ dispatchId, version, roles, offer }: Dispatch, { actor, role }: Session): WorkAct[] {
  const path = `/api/notification/v1/dispatches/${dispatchId}`;
  const json = { expectedVersion: version };
  if (offer !== null) {
    const isMine = offer.role === role && (offer.person ?? actor) === actor;
    return isMine ? [{ name: { zh: '接受移交', en: 'Accept' }, path: `${path}/accept`, json }] : [];
  }
  return roles.includes(role) ? [{ name: { zh: '接手', en: 'Take' }, path: `${path}/take`, json }] : [];
}

/** Calls that go out with an alert, to squad, community and others: each waits until a person takes it. */
export const dispatches: WorkList = {
  name: 'dispatches',
  title: { zh: '待接手的派单', en: 'Dispatches that wait for somebody' },
  path: pathWith('/api/notification/v1/dispatches'),
  member: 'dispatches',
  line: (row: Dispatch, session) => {
    const place = row.divisionCode ?? row.siteCode;
    const role = nameOf(row.owner.role);
    const climbs = row.nextRungAt === null ? undefined : dayTimeOf(row.nextRungAt);
    const acts = actsOf(row, session);
    const reached = row.deliveredAt
      ? { zh: `已送达 ${dayTimeOf(row.deliveredAt)}`, en: `reached somebody at ${dayTimeOf(row.deliveredAt)}` }
      : { zh: '尚未确认送达', en: 'not known to have reached anybody' };
    const next =
      acts.length > 0 ? { zh: '请接手', en: 'take it' } : { zh: '等待责任人接手', en: 'its owner is to take it' };
    return {
      key: row.dispatchId,
      what: {
        zh: `${row.words.zh} · ${tail(row.tubeId)} · ${place}`,
        en: `${row.words.en} · ${tail(row.tubeId)} · ${place}`,
      },
      owner: { zh: row.owner.person ?? role.zh, en: row.owner.person ?? role.en },
      next: {
        zh: `${reached.zh}；${climbs ? `${next.zh}；无人接手则上报于 ${climbs}` : next.zh}`,
        en: `${reached.en}; ${climbs ? `${next.en}; it climbs at ${climbs}` : next.en}`,
      },
      since: row.openedAt,
      acts,
    };
  },
};
