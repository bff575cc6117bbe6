import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** What the outside client knows, and the house never writes: what it sent, and what it was answered. */
export type WitnessLine =
  | { kind: 'scan'; deviceId: string; seq: number; tubeId: string; subjectId: string; outcome: 'ok' | 'fail' | 'info' }
  | { kind: 'undo'; deviceId: string; seq: number; tubeId: string; subjectId: string; outcome: 'ok' | 'fail' | 'info' }
  | { kind: 'result'; lab: string; tubeId: string; finding: string; outcome: 'ok' | 'fail' | 'info' }
  | { kind: 'campaign'; campaignId: string; persons: number }
  | { kind: 'planted'; fault: string; id: string };

/** An append-only file beside the run state; a line is on the disk before the next request goes out. */
export class Witness {
  private readonly file: number;

  constructor(readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.file = openSync(path, 'a', 0o600);
  }

  write(lines: readonly WitnessLine[]): void {
    if (lines.length === 0) return;
    writeSync(this.file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    fsyncSync(this.file);
  }

  close(): void {
    closeSync(this.file);
  }
}

/** Where the witness of a campaign lies. */
export const witnessPath = (state: string, campaignId: string): string => `${state}/witness/${campaignId}.jsonl`;
