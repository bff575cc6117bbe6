import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { answersWell, portAccepts } from './probe.js';
import { openLog, rotateLog } from './log-file.js';
import { standBack } from './niceness.js';
import type { ProcessSpec, ProcessState } from './spec.js';

// The first restart is immediate: a killed service must be back before anybody's patience ends. Then it backs off, so
// that a process that cannot start does not eat the processor.
const BACKOFF_MILLISECONDS = [0, 250, 500, 1000, 2000, 5000] as const;
// Whoever ran this long was well: the next death counts as the first again.
const WELL_MILLISECONDS = 20_000;

/** Keeps one process alive until it is told to hold. */
export class Keeper {
  private child: ChildProcess | undefined;
  private startedAt = 0;
  private failures = 0;
  private restarts = 0;
  private held = false;
  private waiting: NodeJS.Timeout | undefined;

  constructor(
    private spec: ProcessSpec,
    private readonly logs: string,
    private readonly tell: (line: string) => void,
    private readonly changed: () => void,
  ) {}

  get name(): string {
    return this.spec.name;
  }

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  get kind(): ProcessSpec['kind'] {
    return this.spec.kind;
  }

  /** Takes over another spec; what runs an older edition is started anew. */
  async adopt(spec: ProcessSpec): Promise<void> {
    const other = JSON.stringify(spec) !== JSON.stringify(this.spec);
    this.spec = spec;
    if (other && this.child) await this.stop();
    this.start();
  }

  start(): void {
    this.held = false;
    if (this.child || this.waiting) return;
    this.launch();
  }

  private launch(): void {
    const { command, args, env, cwd, uid, gid, niceness } = this.spec;
    const log = openLog(this.logs, this.spec.name);
    const owner = uid === undefined ? {} : { uid, gid: gid ?? uid };
    const child = spawn(command, args, { env, cwd, ...owner, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    if (child.pid !== undefined && niceness !== undefined) standBack(child.pid, niceness);
    this.child = child;
    this.startedAt = performance.now();
    child.on('error', (error) => this.tell(`${this.spec.name} did not start: ${error.message}`));
    child.once('exit', (code, signal) => this.ended(`${signal ?? `status ${code}`}`));
    // A command that cannot be run has no exit event, only an error.
    if (child.pid === undefined) setImmediate(() => this.ended('no process'));
    else this.tell(`${this.spec.name} started as ${child.pid}`);
    this.changed();
  }

  private ended(how: string): void {
    const lived = performance.now() - this.startedAt;
    this.child = undefined;
    this.changed();
    if (this.held) return;
    if (lived > WELL_MILLISECONDS) this.failures = 0;
    const pause = BACKOFF_MILLISECONDS[Math.min(this.failures, BACKOFF_MILLISECONDS.length - 1)] ?? 0;
    this.failures += 1;
    this.restarts += 1;
    this.tell(`${this.spec.name} ended (${how}) after ${Math.round(lived)} ms; again in ${pause} ms`);
    this.waiting = setTimeout(() => {
      this.waiting = undefined;
      this.launch();
    }, pause);
  }

  /** Stops it and keeps it stopped: first kindly, then by force when its time is over. */
  async stop(): Promise<void> {
    this.held = true;
    clearTimeout(this.waiting);
    this.waiting = undefined;
    const { child } = this;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(this.spec.stopSignal);
    const force = setTimeout(() => {
      this.tell(`${this.spec.name} did not stop within ${this.spec.stopSeconds} s; killed`);
      child.kill('SIGKILL');
    }, this.spec.stopSeconds * 1000);
    await gone;
    clearTimeout(force);
    this.child = undefined;
    this.failures = 0;
    this.tell(`${this.spec.name} stopped`);
    this.changed();
  }

  rotateLog(): void {
    rotateLog(this.logs, this.spec.name);
  }

  async state(): Promise<ProcessState> {
    const { name, kind, port, readyPath } = this.spec;
    const up = this.child?.pid !== undefined;
    const ready = up && (await (readyPath === undefined ? portAccepts(port) : answersWell(port, readyPath)));
    const uptimeSeconds = up ? Math.round((performance.now() - this.startedAt) / 1000) : 0;
    return { name, kind, port, pid: this.pid, ready, restarts: this.restarts, held: this.held, uptimeSeconds };
  }
}
