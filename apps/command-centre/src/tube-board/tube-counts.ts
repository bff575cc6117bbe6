import type { FunnelStage } from '@lib/contracts/http/command-centre/wall';
import type { TubePurpose } from '@lib/vocabulary';
import type { Tube } from './tube.js';

/**
 * Where a tube stands on the wall, exactly one place for each: this file is the whole law of the funnel.
 * A tube is counted when it is known who is in it (sealed, or void with its members); until then whatever else is known
 * of it is kept. A later stage implies the earlier ones, because facts of different rooms overtake each other.
 */
export type TubeStage = Exclude<FunnelStage, 'listed'>;

/** The scope of a count. A round that is not known yet is all zeros. */
export interface CountScope {
  readonly campaignId: string;
  readonly roundId: string;
  readonly purpose: TubePurpose;
}

export interface TubeCounts {
  readonly scope: CountScope;
  readonly persons: number;
  readonly stages: readonly TubeStage[];
  readonly place: string;
  /** When each stage was reached, by event time, for the curve. */
  readonly ticks: readonly { readonly stage: TubeStage; readonly at: number }[];
}

export const roundUnknown = '00000000-0000-0000-0000-000000000000';

/** The place of a tube that a laboratory knows and no site has told of. */
export const placeUnannounced = 'unannounced';

/** People in the tube; null while no fact has told who is in it. */
export const personsIn = (tube: Tube): number | null => tube.sealedPersons ?? tube.voidedPersons;

/** True while an alarm about the tube stands: what was raised last was not withdrawn. */
export const hasAlarm = (tube: Tube): boolean =>
  tube.alarmVersion !== null && tube.alarmVersion > (tube.withdrawnVersion ?? 0);

/** In: a tube. Out: what it adds to the wall, or undefined while nothing can be said. */
export function countsOf(tube: Tube): TubeCounts | undefined {
  const campaignId = tube.campaignId ?? tube.announcedIn;
  if (campaignId === null) return undefined;
  const scope = { campaignId, roundId: tube.roundId ?? roundUnknown, purpose: tube.purpose ?? 'round' };
  const persons = personsIn(tube);
  if (persons === null) {
    const isAtLab = (tube.receivedAt ?? tube.resultedAt ?? tube.releasedAt) !== null;
    return isAtLab ? { scope, persons: 0, stages: [], place: placeUnannounced, ticks: [] } : undefined;
  }
  const reached = stagesReached(tube);
  return { scope, persons, stages: reached, place: placeOf(tube), ticks: ticksOf(tube) };
}

function stagesReached(tube: Tube): TubeStage[] {
  const isReleased = isAnswerReleased(tube);
  const isResulted = isReleased || tube.resultedAt !== null || tube.releasedAt !== null;
  const isReceived = isResulted || tube.receivedAt !== null;
  const isHanded = isReceived || (tube.handedAt ?? tube.rejectedAt ?? tube.lostAt ?? tube.missingAt) !== null;
  const isSealed = isHanded || tube.sealedAt !== null;
  const reached: [TubeStage, boolean][] = [
    ['sampled', true],
    ['sealed', isSealed],
    ['handed', isHanded],
    ['received', isReceived],
    ['resulted', isResulted],
    ['released', isReleased],
  ];
  return reached.filter(([, is]) => is).map(([stage]) => stage);
}

const isAnswerReleased = (tube: Tube): boolean => tube.release !== null && tube.release.status !== 'cancelled';

const tickOf = (stage: TubeStage, at: number | null) => (at === null ? [] : [{ stage, at }]);

function ticksOf(tube: Tube) {
  return [
    ...tickOf('sampled', tube.sealedAt ?? tube.voidedAt),
    ...tickOf('sealed', tube.sealedAt),
    ...tickOf('handed', tube.handedAt),
    ...tickOf('received', tube.receivedAt),
    ...tickOf('resulted', tube.resultedAt),
    ...tickOf('released', tube.releasedAt),
  ];
}

/** The first that holds: ends without a result first, then the alarm, then how far it has come. */
function placeOf(tube: Tube): string {
  if (tube.voidedAt !== null) return tube.voidReason ?? 'void';
  if (tube.rejectedAt !== null) return tube.rejectionReason ?? 'rejected';
  if (isLost(tube)) return 'lost';
  if (hasAlarm(tube)) return 'alarm';
  if (tube.release !== null) return placeOfReleased(tube.release.status, tube.release.finding);
  if (tube.resultedAt !== null) return 'awaiting-release';
  if (tube.receivedAt !== null) return 'at-lab';
  if (tube.missingAt !== null) return 'missing';
  return tube.handedAt === null ? 'at-site' : 'on-the-way';
}

function placeOfReleased(status: string, finding: string): string {
  if (status === 'cancelled') return 'cancelled';
  return finding === 'invalid' ? 'invalid' : 'answered';
}

// A tube that was declared lost and turns up afterwards is not lost any more (tube-states: lost → received).
function isLost(tube: Tube): boolean {
  if (tube.lostAt === null || tube.resultedAt !== null || tube.release !== null) return false;
  return tube.lostAt >= (tube.receivedLast ?? -Infinity);
}
