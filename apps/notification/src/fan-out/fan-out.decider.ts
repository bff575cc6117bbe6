import type { DispatchKind } from '@lib/contracts/jobs/deliver-dispatch.v1';
import type { CampaignPolicy } from '@lib/contracts/policy';
import { districtOfSite } from '@lib/vocabulary';
import { type Addressed, receivers } from '../dispatch/receivers.js';
import type { Escalation } from '../escalation/escalation.decider.js';

/** A receiver of a detection, before anybody has been called. */
export interface PlannedDispatch extends Addressed {
  readonly escalationId: string | null;
  readonly taskId: string | null;
  readonly campaignId: string;
  /** Which of the receivers of one escalation it is; there is one of each. */
  readonly slot: string;
  readonly standsIn: boolean;
}

/** Where a person lives, by participant; null where nobody wrote it down, absent where nobody has said yet. */
export type Residences = ReadonlyMap<string, string | null>;

type Detected = Pick<Escalation, 'escalationId' | 'campaignId' | 'siteCode' | 'members'>;

export const siteSlot = 'community:site';

/**
 * The law of fan-out: a detection goes at the same time to the sampling squad of the site's district, to the community
 * where each of its people really lives, in copy to the site's own, and to whom the policy names besides. As long as a
 * residence is not told, or a person has none, the site's community answers for that person: never nobody.
 */
export function planFanOut(
  escalation: Detected,
  fanOut: CampaignPolicy['fanOut'],
  residences: Residences,
): PlannedDispatch[] {
  const { divisions, isComplete } = divisionsOf(escalation, residences);
  return [
    atSite(escalation, 'sampling-squad'),
    { ...atSite(escalation, isComplete ? 'community-copy' : 'community', siteSlot), standsIn: !isComplete },
    ...divisions.map((divisionCode) => inDivision(escalation, divisionCode)),
    ...[...new Set(fanOut)].map((kind) => atSite(escalation, kind)),
  ];
}

/** What the word about residences adds: a community for each division, and whether the site's still stands in. */
export function planResidences(
  escalation: Detected,
  residences: Residences,
): { readonly added: PlannedDispatch[]; readonly isComplete: boolean } {
  const { divisions, isComplete } = divisionsOf(escalation, residences);
  return { added: divisions.map((divisionCode) => inDivision(escalation, divisionCode)), isComplete };
}

function divisionsOf({ members }: Detected, residences: Residences) {
  const persons = members.filter(({ subjectKind }) => subjectKind === 'person');
  const known = persons.flatMap(({ subjectId }) => residences.get(subjectId) ?? []);
  const isComplete = persons.length > 0 && known.length === persons.length;
  return { divisions: [...new Set(known)].toSorted(), isComplete };
}

function atSite(
  { escalationId, campaignId, siteCode }: Detected,
  kind: DispatchKind,
  slot: string = kind,
): PlannedDispatch {
  const districtCode = districtOfSite(siteCode);
  const about = { escalationId, taskId: null, campaignId, kind, slot, roleDue: firstRole(kind) };
  return { ...about, siteCode, districtCode, divisionCode: null, standsIn: false };
}

function inDivision(escalation: Detected, divisionCode: string): PlannedDispatch {
  const community = atSite(escalation, 'community', `community:${divisionCode}`);
  return { ...community, districtCode: divisionCode.slice(0, 6), divisionCode };
}

const firstRole = (kind: DispatchKind) => receivers[kind].roles[0] ?? 'command-centre';
