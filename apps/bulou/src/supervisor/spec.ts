/** One process that the supervisor keeps alive, with all it needs to start it again. */
export interface ProcessSpec {
  readonly name: string;
  readonly kind: 'part' | 'service';
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly port: number;
  /** Asks whether it is ready: a path on its port, or only that the port accepts. */
  readonly readyPath?: string;
  /** How far it stands back when the processors are short: 0 not at all, 19 wholly. */
  readonly niceness?: number;
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
  readonly stopSeconds: number;
  /** A word that changes when what it runs has changed; another word means: start it anew. */
  readonly edition: string;
}

export interface ProcessState {
  readonly name: string;
  readonly kind: 'part' | 'service';
  readonly port: number;
  readonly pid: number | null;
  readonly ready: boolean;
  readonly restarts: number;
  /** Stopped by command: not restarted until somebody starts it. */
  readonly held: boolean;
  readonly uptimeSeconds: number;
}

/** One request per connection, as one line of JSON; the reply is one line of JSON. */
export type Request =
  | { readonly op: 'status' }
  | { readonly op: 'ensure'; readonly specs: readonly ProcessSpec[] }
  | { readonly op: 'hold' | 'start' | 'restart'; readonly names: readonly string[] }
  | { readonly op: 'stop' };

export type Reply =
  | { readonly ok: true; readonly pid: number; readonly processes: readonly ProcessState[] }
  | { readonly ok: false; readonly error: string };
