import { TubeLostV1 } from '@lib/contracts/events/lab/tube-lost.v1';
import { TubeRejectedV1 } from '@lib/contracts/events/lab/tube-rejected.v1';
import { isLegalTubeStep } from '@lib/vocabulary';
import type { TubeState } from '@lib/vocabulary';
import { landRows } from '../upload/land-row.decider.js';
import { subjectOf } from './subject.js';
import type { BenchAct, LabTube } from './tube.js';
import type { By, Turn } from './turn.js';

/**
 * Facts about a tube come in any order: sealed, handed over, counted at the bench, named in a file. Whenever one has
 * come, everything that it makes possible is done, in this order: the chain of custody starts from the hand-over, the
 * acts of the bench that waited are applied in the order in which they were recorded, what they mean is told once the
 * members are known, and the rows that waited are judged again. The same facts in another order end in the same state.
 */
export function settle(turn: Turn): void {
  startChain(turn);
  for (const act of [...turn.tube.acts]) if (act.state === 'waiting') applyAct(turn, act);
  for (const act of [...turn.tube.acts]) if (act.state === 'applied') tellAct(turn, act);
  landRows(turn);
}

function startChain(turn: Turn): void {
  const { handed, custody } = turn.tube;
  if (handed === undefined || custody !== undefined) return;
  turn.change({ custody: { seq: handed.custodySeq, hash: handed.custodyHash } });
}

/** The state in the words of the house's one table; a tube that this room only expects was handed over last. */
const stepOf = (tube: LabTube): TubeState => (tube.state === 'expected' ? 'handed' : tube.state);

// A tube that was handed to another laboratory is nobody's here: its acts go on waiting and change nothing.
function applyAct(turn: Turn, act: BenchAct): void {
  const { handed } = turn.tube;
  if (handed === undefined || handed.labCode !== act.labCode) return;
  if (!isLegalTubeStep(stepOf(turn.tube), act.kind)) {
    turn.setAct({ ...act, state: 'idle' });
    return;
  }
  const reason = act.reason ?? act.note ?? null;
  const detail: Record<string, string> = act.batchId === undefined ? {} : { batchId: act.batchId };
  turn.link(act.kind, act.labCode, byOf(act), act.recordedAt, { reason, detail });
  turn.change({
    state: act.kind,
    receivedAt: act.kind === 'received' ? act.recordedAt : turn.tube.receivedAt,
  });
  turn.setAct({ ...act, state: act.kind === 'received' ? 'told' : 'applied' });
}

function tellAct(turn: Turn, act: BenchAct): void {
  const subject = subjectOf(turn.tube);
  const { handed } = turn.tube;
  if (subject === undefined || handed === undefined) return;
  const recordedAt = act.recordedAt.toISOString();
  const { labCode } = act;
  if (act.kind === 'rejected' && act.reason !== undefined) {
    const content = { ...subject, labCode, reason: act.reason, rejectedBy: act.actor, recordedAt };
    turn.tellResult(TubeRejectedV1, content, byOf(act));
  }
  if (act.kind === 'lost') {
    const places = { batchId: handed.batchId, lastPlace: turn.tube.receivedAt ? labCode : handed.siteCode };
    turn.tellResult(TubeLostV1, { ...subject, labCode, ...places, declaredBy: act.actor, recordedAt }, byOf(act));
  }
  turn.setAct({ ...act, state: 'told' });
}

const byOf = ({ actor, deviceId, capturedAt }: BenchAct): By => ({ actor, deviceId, capturedAt });
