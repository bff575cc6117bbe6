/**
 * The law of ringing again: the ledger is the truth and a job is only a bell. An escalation that isolation has not
 * acknowledged gets a new attempt, under a new job id, when the bell of the last one is gone, broke, or has hung too
 * long without an answer. Repeating is harmless, because isolation looks at its own rows first; being silent is not.
 */
export type BellState = 'waiting' | 'active' | 'delayed' | 'completed' | 'failed' | 'missing';

interface Patience {
  readonly first: number;
  readonly max: number;
}

/**
 * Seconds without acknowledgement before a new attempt; doubled at each attempt, up to `max`.
 * `missing` and `failed` stay below half a minute, so that a flushed Redis is whole again well within 60 s (settled 7).
 * An active job is given up after its lock (30 s) and two checks for dead workers; a completed one when its answer has
 * had time to come through the pipe; a waiting one only in case the queue itself is stuck.
 */
const patienceSeconds: Readonly<Record<BellState, Patience>> = {
  missing: { first: 2, max: 30 },
  failed: { first: 5, max: 30 },
  active: { first: 60, max: 600 },
  completed: { first: 60, max: 3600 },
  waiting: { first: 300, max: 3600 },
  delayed: { first: 300, max: 3600 },
};

/** In: the last attempt (0 before the first), how its job stands, and how long nothing was heard. */
export function needsNewAttempt(state: BellState, attempt: number, silentSeconds: number): boolean {
  const { first, max } = patienceSeconds[state];
  return silentSeconds >= Math.min(first * 2 ** Math.max(0, attempt - 1), max);
}
