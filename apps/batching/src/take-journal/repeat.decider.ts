import type { DeviceEvent, JournalAnswer } from '@lib/contracts/http/batching/journal';
import type { EventOf } from '../tube/tube.decider.js';
import type { Act, Tube, UndoneScan } from '../tube/tube.js';

/** What was recorded under a number that a device sends again. */
export interface Recorded {
  readonly position?: number;
}

/**
 * Looks for the very act in the record: the tube itself remembers which device opened, filled, sealed or voided it under
 * which number. A device that was wiped and counts from 1 again is found by this: its new acts stand under old numbers,
 * where the record holds something else.
 * Out: what was recorded, or nothing when this act is not what the number stands for.
 */
export function recordedUnder(
  event: DeviceEvent,
  deviceId: string,
  tube: Tube | undefined,
  undone: readonly UndoneScan[],
): Recorded | undefined {
  const isThis = (act: Act | null): boolean =>
    act?.deviceId === deviceId && act.deviceSeq === event.seq && act.capturedAt?.getTime() === timeOf(event);
  if (event.kind === 'undo-scan') return undoIn(event, undone, isThis);
  return tube && recordedIn(tube, event, undone, isThis);
}

type IsThis = (act: Act | null) => boolean;

function undoIn(event: EventOf<'undo-scan'>, undone: readonly UndoneScan[], isThis: IsThis): Recorded | undefined {
  const found = undone.find(
    ({ tubeId, scan, undo }) => isThis(undo) && tubeId === event.tubeId && scan.subjectId === event.subjectId,
  );
  return found && { position: found.scan.position };
}

function recordedIn(
  tube: Tube,
  event: Exclude<DeviceEvent, { kind: 'undo-scan' }>,
  undone: readonly UndoneScan[],
  isThis: IsThis,
): Recorded | undefined {
  switch (event.kind) {
    case 'open-tube':
      return isThis(tube.opened) && isSameOpening(tube, event) ? {} : undefined;
    case 'scan':
      return scanIn(tube, event, undone, isThis);
    case 'seal-tube':
      return isSealing(tube, event, isThis) ? {} : undefined;
    case 'void-tube':
      return tube.state === 'void' && isThis(tube.voiding) && tube.voiding.reason === event.reason ? {} : undefined;
  }
}

function scanIn(
  tube: Tube,
  event: EventOf<'scan'>,
  undone: readonly UndoneScan[],
  isThis: IsThis,
): Recorded | undefined {
  const takenBack = undone.filter(({ tubeId }) => tubeId === tube.tubeId).map(({ scan }) => scan);
  const found = [...tube.members, ...takenBack].find((scan) => isThis(scan) && scan.subjectId === event.subjectId);
  return found && { position: found.position };
}

/** The answer to an accepted event that is sent again: nothing new, and where it stands. */
export function repeatedAnswer(seq: number, recorded: Recorded, tube: Tube | undefined): JournalAnswer {
  return { seq, outcome: 'duplicate', ...recorded, ...(tube ? { specimens: tube.members.length } : {}) };
}

const timeOf = (event: DeviceEvent): number => new Date(event.capturedAt).getTime();

const isSealing = (tube: Tube, event: EventOf<'seal-tube'>, isThis: IsThis): boolean =>
  tube.state !== 'opened' && isThis(tube.seal) && tube.members.length === event.specimens;

const isSameOpening = (tube: Tube, event: EventOf<'open-tube'>): boolean =>
  tube.roundId === event.roundId &&
  tube.capacity === event.capacity &&
  tube.purpose === event.purpose &&
  tube.orderId === (event.orderId ?? null);
