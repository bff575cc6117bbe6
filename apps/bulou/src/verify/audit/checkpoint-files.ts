import { z } from 'zod';
import type { AuditEvidence, SeenCheckpoint } from './audit-evidence.js';
import { readSignedLines, type SignedLine } from './signed-lines.js';

const checkpointForm = z.looseObject({
  service: z.string(),
  chainId: z.string(),
  sequence: z.int().nonnegative(),
  hash: z.string(),
  at: z.string(),
});

export type Checkpoint = z.output<typeof checkpointForm> & { readonly number: number; readonly lineHash: string };

/** The checkpoints of one chain, and what is wrong with their file. */
export interface CheckpointFile {
  readonly name: string;
  readonly service: string;
  readonly chainId: string;
  readonly checkpoints: readonly Checkpoint[];
  readonly faults: readonly string[];
}

const fileName = /^([a-z-]+)\.([0-9a-f-]{36})\.checkpoints\.jsonl$/;
const resetsName = 'launcher.resets.jsonl';

function readFile(name: string, text: string, evidence: AuditEvidence): CheckpointFile | undefined {
  const [, service, chainId] = fileName.exec(name) ?? [];
  if (service === undefined || chainId === undefined) return undefined;
  const { lines, faults } = readSignedLines(text, evidence.keys);
  const checkpoints = lines.flatMap(({ told, number, hash }): Checkpoint[] => {
    const read = checkpointForm.safeParse(told).data;
    if (read?.service === service && read.chainId === chainId) return [{ ...read, number, lineHash: hash }];
    faults.push(`第 ${number} 行属于别的链 / line ${number} speaks of another chain`);
    return [];
  });
  return { name, service, chainId, checkpoints, faults: [...faults, ...backwards(checkpoints)] };
}

function backwards(checkpoints: readonly Checkpoint[]): string[] {
  return checkpoints.flatMap(({ number, sequence }, index) => {
    const before = checkpoints[index - 1]?.sequence ?? 0;
    return sequence >= before
      ? []
      : [`第 ${number} 行：链变短 / line ${number}: the chain had ${before} entries before and ${sequence} here`];
  });
}

/** In: the evidence. Out: every file of checkpoints. */
export const readCheckpointFiles = (evidence: AuditEvidence): CheckpointFile[] =>
  [...evidence.files].flatMap(([name, text]) => readFile(name, text, evidence) ?? []);

/** Out: the chains that ended when the launcher wiped everything, and what is wrong with the log that says so. */
export function readResets(evidence: AuditEvidence): { ended: ReadonlySet<string>; faults: readonly string[] } {
  const { lines, faults } = readSignedLines(evidence.files.get(resetsName) ?? '', evidence.keys);
  const chainsOf = ({ told }: SignedLine) => z.array(z.string()).safeParse(told['chains']).data ?? [];
  return { ended: new Set(lines.flatMap(chainsOf)), faults };
}

/** In: the files now and what an earlier look saw. Out: what has been cut off or exchanged since. */
export function forgotten(evidence: AuditEvidence): string[] {
  return evidence.seen.flatMap(({ file, number, hash }) => {
    const text = evidence.files.get(file);
    if (text === undefined) return [`${file}: 文件不见了 / the file is gone`];
    const stays = readSignedLines(text, evidence.keys).lines.some(
      (line) => line.number === number && line.hash === hash,
    );
    return stays
      ? []
      : [`${file}: 上次核查见过的第 ${number} 行不见了 / line ${number}, which was seen before, is gone`];
  });
}

/** Out: the end of every file, to be remembered until the next look. */
export function endsOf(evidence: AuditEvidence): SeenCheckpoint[] {
  return [...evidence.files].flatMap(([file, text]) => {
    if (file.endsWith('.entries.jsonl')) return [];
    const last = readSignedLines(text, evidence.keys).lines.at(-1);
    return last === undefined ? [] : [{ file, number: last.number, hash: last.hash }];
  });
}
