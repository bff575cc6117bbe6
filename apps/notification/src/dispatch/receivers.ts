import type { DispatchKind } from '@lib/contracts/jobs/deliver-dispatch.v1';
import type { Role } from '@lib/vocabulary';
import type { Beat } from '../ladder/roster.decider.js';

interface Receiver {
  /** Whom silence climbs to, from the first; for an overdue task its owner's role comes before these. */
  readonly roles: readonly Role[];
  /** What the first rung answers for. */
  readonly place: 'district' | 'division' | 'site';
}

const above = ['district-liaison', 'command-centre'] as const;
const community: Receiver = { roles: ['community-cadre', 'isolation-officer', ...above], place: 'division' };

/** Who is told of a detection at the same time (domain R34), and whom their silence climbs to. */
export const receivers: Readonly<Record<DispatchKind, Receiver>> = {
  'sampling-squad': { roles: ['sampling-squad', 'cdc-duty', ...above], place: 'district' },
  community,
  'community-copy': community,
  'police-liaison': { roles: above, place: 'district' },
  'site-manager': { roles: ['site-manager', 'cdc-duty', ...above], place: 'site' },
  'overdue-task': { roles: above, place: 'site' },
};

/** The same as rows, for a query: kind, role, place. */
export const receiverRows = Object.entries(receivers).flatMap(([kind, { roles, place }]) =>
  roles.map((role) => ({ kind, role, place })),
);

/** What of a dispatch says who is to be called about it. */
export interface Addressed {
  readonly kind: DispatchKind;
  readonly roleDue: Role;
  readonly siteCode: string;
  readonly districtCode: string;
  readonly divisionCode: string | null;
}

/** Out: the rungs of this dispatch and where their people have to be on duty. */
export function beatOf({ kind, roleDue, siteCode, districtCode, divisionCode }: Addressed): Beat {
  const { roles, place } = receivers[kind];
  const placeCode = { district: null, division: divisionCode, site: siteCode }[place];
  return { roles: [...new Set([roleDue, ...roles])], districtCode, placeCode };
}

/** What a dispatch is called, in both languages. */
export const dispatchWords: Readonly<Record<DispatchKind, { readonly zh: string; readonly en: string }>> = {
  'sampling-squad': { zh: '急采队出动', en: 'sampling squad' },
  community: { zh: '社区接手（实际住址）', en: 'community of the actual address' },
  'community-copy': { zh: '社区知悉（采样点）', en: 'community of the site, a copy' },
  'police-liaison': { zh: '公安联络', en: 'police liaison' },
  'site-manager': { zh: '采样点站长', en: 'manager of the site' },
  'overdue-task': { zh: '任务超时', en: 'a task past its clock' },
};
