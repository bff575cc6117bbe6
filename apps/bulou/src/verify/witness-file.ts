import { existsSync, readFileSync } from 'node:fs';
import { type WitnessLine, witnessPath } from '../demo/witness.js';

type ScanLine = Extract<WitnessLine, { kind: 'scan' | 'undo' }>;
type ResultLine = Extract<WitnessLine, { kind: 'result' }>;

/** What the load client wrote down about one campaign. */
export interface WitnessOf {
  readonly scans: readonly ScanLine[];
  readonly undos: readonly ScanLine[];
  readonly results: readonly ResultLine[];
}

/** A scan may be written twice, before the answer and after it: the surer word counts. */
const sureness = { info: 0, fail: 1, ok: 2 } as const;

function surest(lines: readonly ScanLine[]): ScanLine[] {
  const known = new Map<string, ScanLine>();
  for (const line of lines) {
    const name = `${line.deviceId} ${line.seq}`;
    const before = known.get(name);
    if (!before || sureness[line.outcome] >= sureness[before.outcome]) known.set(name, line);
  }
  return [...known.values()];
}

/** In: the lines of a witness file. Out: scans, undone scans and results, each once. */
export function readWitness(text: string): WitnessOf {
  const lines = text
    .split('\n')
    .filter((line) => line.endsWith('}')) // the last line may be torn when its writer was killed
    .map((line) => JSON.parse(line) as WitnessLine);
  return {
    scans: surest(lines.filter((line): line is ScanLine => line.kind === 'scan')),
    undos: surest(lines.filter((line): line is ScanLine => line.kind === 'undo')),
    results: lines.filter((line): line is ResultLine => line.kind === 'result'),
  };
}

/** The witness of a campaign, if somebody saw it. */
export function witnessIn(state: string, campaignId: string): WitnessOf | undefined {
  const path = witnessPath(state, campaignId);
  return existsSync(path) ? readWitness(readFileSync(path, 'utf8')) : undefined;
}
