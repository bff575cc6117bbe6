/** A named point of the program at which a test wants the process to die, or to stop until it is woken. */
interface Failpoint {
  readonly name: string;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  passesLeft: number;
}

let armed: Failpoint | undefined;

/**
 * In: `name@n`, or nothing to disarm. From then on the n-th passing of that point kills the process as `kill -9` would;
 * with `name@n:stop` it stops there as a machine does that swaps, and goes on at SIGCONT: a zombie.
 * Throws for any other form. Set from BULOU_FAILPOINT at start-up, never by input.
 */
export function armFailpoint(spec: string | undefined): void {
  if (spec === undefined) {
    armed = undefined;
    return;
  }
  const [, name, passes, stop] = /^([a-z][a-z0-9-]*)@([1-9]\d{0,5})(:stop)?$/.exec(spec) ?? [];
  if (name === undefined) throw new Error(`failpoint "${spec}" is not of the form name@n`);
  armed = { name, signal: stop === undefined ? 'SIGKILL' : 'SIGSTOP', passesLeft: Number(passes) };
}

/** Marks a point between two steps that a crash could tear apart. Costs one comparison when nothing is armed. */
export function failpoint(name: string): void {
  if (armed?.name !== name) return;
  armed.passesLeft -= 1;
  if (armed.passesLeft === 0) process.kill(process.pid, armed.signal);
}
