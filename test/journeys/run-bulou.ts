import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

export interface House {
  readonly state: string;
  readonly portBase: number;
}

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs `./bulou` as a person at a terminal does, on the system of this run state. */
export function runBulou({ state, portBase }: House, args: readonly string[]): Promise<Ran> {
  const child = spawn('./bulou', args, {
    cwd: root,
    env: { ...process.env, BULOU_STATE: state, BULOU_PORT_BASE: String(portBase), BULOU_ONLY: '', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-20_000)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ status: code ?? 1, stdout, stderr }));
  });
}

/** The system of the journeys. */
export const house = (): House => ({ state: inject('houseState'), portBase: inject('housePortBase') });

export interface DemoReport {
  campaign: string;
  persons: number;
  detectedPools: number;
  cases: number;
  recalled: number;
  positives: number;
  unanswered: number;
  planted?: { kind: string; id: string };
  verify: { violations: number; checks: { id: string; status: string; violations: number; sample: string[] }[] };
}

/** Runs a practice round; fails with what it said when it gives no report. */
export async function runDemo(args: readonly string[]): Promise<{ status: number; report: DemoReport }> {
  const ran = await runBulou(house(), ['demo', '--json', ...args]);
  if (!ran.stdout.startsWith('{')) throw new Error(`demo gave no report (status ${ran.status}):\n${ran.stderr}`);
  return { status: ran.status, report: JSON.parse(ran.stdout) as DemoReport };
}

export interface Status {
  services: { name: string; ready: boolean; pid: number | null }[];
  urls: { postgres: string; redis: string; kafka: string };
}

/** What `./bulou status` says of the journeys' system. */
export const readStatus = async (): Promise<Status> =>
  JSON.parse((await runBulou(house(), ['status', '--json'])).stdout) as Status;
