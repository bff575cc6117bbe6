import { alarmingFindings, isAlarming } from '@lib/vocabulary';
import { holdingResult, isAnsweredNegative, policyAt } from './person-facts.js';
import type { Detection, PersonFacts, Recollection, ReleasedResult, TubeFacts } from './person-facts.js';

/** A result that calls for action and concerns this person, not yet resolved. */
export interface Alarm {
  readonly tubeId: string;
  readonly since: Date;
  /** When a person took it over, released it or ordered a specimen because of it: from then on it may be spoken of. */
  readonly spokenOfAt: Date | null;
  /** True when the person's own second specimen was detected, and this was released. */
  readonly isVerified: boolean;
  /** When proofs grey by themselves; never for a file in which most rows are detected (settled 7). */
  readonly greysAt: Date | null;
}

/**
 * The alarms of a person that stand. An alarm is resolved by a newer version of its result, by its withdrawal, or by
 * isolation ending the case. Only of a person of whom isolation has told nothing yet, its rule is applied here: a
 * pool's alarm is resolved by a recollection specimen in which nothing was found, sealed after the alarm.
 */
export function standingAlarms(facts: PersonFacts): Alarm[] {
  const ofTubes = facts.tubes.flatMap((tube) => alarmOfTube(tube, facts) ?? []);
  return [...ofTubes, ...facts.recollections.flatMap((order) => alarmOfOrder(order, facts) ?? [])];
}

function alarmOfTube(tube: TubeFacts, facts: PersonFacts): Alarm | undefined {
  const holding = holdingResult(tube);
  const released = holding !== undefined && isAlarming(holding.finding) ? holding : undefined;
  const detection = standingDetection(tube);
  const since = detection?.raisedAt ?? released?.releasedAt;
  if (since === undefined) return undefined;
  const isVerified = released?.finding === 'detected' && isOwnSecondSpecimen(tube, facts);
  if (isResolved(since, isVerified, facts)) return undefined;
  return {
    tubeId: tube.tubeId,
    since,
    spokenOfAt: spokenOfAt(tube, released, facts),
    isVerified,
    greysAt: detection === undefined ? null : greysAt(detection, facts),
  };
}

const isResolved = (since: Date, isVerified: boolean, facts: PersonFacts): boolean =>
  isEndedByIsolation(facts, since) || (!isVerified && isOutweighed(since, facts));

function spokenOfAt(tube: TubeFacts, released: ReleasedResult | undefined, facts: PersonFacts): Date | null {
  const ordered = facts.recollections.filter((order) => isBecauseOf(order, tube.tubeId));
  const releases = released === undefined ? [] : [released.releasedAt];
  return earliest([...releases, ...tube.taken, ...ordered.map((order) => order.requestedAt)]);
}

// An order may come before the detection behind it: until that comes, the order speaks for it.
function alarmOfOrder(order: Recollection, facts: PersonFacts): Alarm | undefined {
  const tube = facts.tubes.find(({ tubeId }) => tubeId === order.causeTubeId);
  const isTold = tube !== undefined && tube.detections.length + tube.results.length + tube.withdrawals.length > 0;
  if (isTold || !isBecauseOf(order, order.causeTubeId)) return undefined;
  const { requestedAt, causeTubeId } = order;
  if (isResolved(requestedAt, false, facts)) return undefined;
  return { tubeId: causeTubeId, since: requestedAt, spokenOfAt: requestedAt, isVerified: false, greysAt: null };
}

/** True when the order was given because of a finding of that tube, not because the tube gives no result. */
const isBecauseOf = (order: Recollection, tubeId: string): boolean =>
  order.causeTubeId === tubeId && alarmingFindings.some((finding) => finding === order.cause);

// The newest detection that no withdrawal and no newer released version has overtaken.
function standingDetection(tube: TubeFacts): Detection | undefined {
  const overtakenBy = Math.max(
    0,
    ...tube.withdrawals.map(({ supersedes }) => supersedes),
    ...tube.results.map(({ version, status }) => (status === 'cancelled' ? version : version - 1)),
  );
  return [...tube.detections].sort((a, b) => b.version - a.version).find(({ version }) => version > overtakenBy);
}

// Once isolation has a case, it says which specimen verified it: a tube may have been drawn on another person's order.
function isOwnSecondSpecimen({ tubeId, members, purpose }: TubeFacts, { cases }: PersonFacts): boolean {
  if (members !== 1) return false;
  if (cases.length === 0) return purpose === 'recollection';
  return cases.some((fact) => fact.kind === 'verified' && fact.tubeId === tubeId);
}

// A swab that was sealed before the alarm says nothing about it. Once isolation has a case, it alone clears it.
const isOutweighed = (since: Date, facts: PersonFacts): boolean =>
  facts.cases.length === 0 &&
  facts.tubes.some(
    (other) =>
      other.members === 1 &&
      other.purpose === 'recollection' &&
      isAnsweredNegative(other) &&
      other.sealedAt !== null &&
      other.sealedAt >= since,
  );

// An ended case may have been opened again: the newest fact of it says where it stands, whichever came first.
function isEndedByIsolation(facts: PersonFacts, since: Date): boolean {
  const newest = [...facts.cases].sort((a, b) => b.sequence - a.sequence || b.at.getTime() - a.at.getTime())[0];
  return newest !== undefined && (newest.kind === 'cleared' || newest.kind === 'revoked') && newest.at >= since;
}

function greysAt({ raisedAt, alarmShare }: Detection, facts: PersonFacts): Date | null {
  const policy = policyAt(facts, raisedAt);
  if (policy === undefined || alarmShare > policy.plausibleAlarmShareMax) return null;
  return new Date(raisedAt.getTime() + (policy.proofGreyMinutes * 60_000) / facts.timeScale);
}

const earliest = (moments: readonly Date[]): Date | null =>
  moments.length === 0 ? null : new Date(Math.min(...moments.map((moment) => moment.getTime())));
