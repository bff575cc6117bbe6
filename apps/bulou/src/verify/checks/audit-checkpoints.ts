import { z } from 'zod';
import type { AuditEvidence } from '../audit/audit-evidence.js';
import { ChainWalk, rootHash, type StoredEntry } from '../audit/chain-walk.js';
import { type CheckpointFile, forgotten, readCheckpointFiles, readResets } from '../audit/checkpoint-files.js';
import { readSignedLines, wholeLines } from '../audit/signed-lines.js';
import { hashesAt, readChains, type StoredChain } from '../audit/stored-chains.js';
import { type Check, foundAll, type Violation } from '../check.js';
import type { View } from '../view.js';

// A checkpoint is signed each minute; what is older than three has missed two of them.
const unanchoredMsMax = 180_000;

const said = (place: string, notes: readonly string[]): Violation[] => notes.map((note) => ({ place, note }));

/** Every checkpoint that does not fit the hashes of its chain. */
function misfits(file: CheckpointFile, hashes: ReadonlyMap<number, string>): string[] {
  return file.checkpoints.flatMap(({ sequence, hash, number, at }) => {
    const stored = sequence === 0 ? rootHash : hashes.get(sequence);
    if (stored === hash) return [];
    return stored === undefined
      ? [
          `检查点 ${number}（${at}）见过第 ${sequence} 条，现已不在 / checkpoint ${number} saw entry ${sequence}, which is gone`,
        ]
      : [
          `检查点 ${number}（${at}）的第 ${sequence} 条已被改写 / entry ${sequence} is not the one that checkpoint ${number} signed`,
        ];
  });
}

// Read anew: the folder was read before the database, and a checkpoint may have been written in between.
function cutOff(file: CheckpointFile, chain: StoredChain, evidence: AuditEvidence): string[] {
  if (chain.checkpoints === 0) return [];
  const { lines } = readSignedLines(evidence.readNow(file.name), evidence.keys);
  return lines.some(({ number, hash }) => number === chain.checkpoints && hash === chain.checkpointHash)
    ? []
    : [
        `检查点文件缺第 ${chain.checkpoints} 行 / line ${chain.checkpoints}, which the chain was told of, is not in the file`,
      ];
}

async function unanchored(view: View, chain: StoredChain, file: CheckpointFile | undefined): Promise<string[]> {
  const anchored = file?.checkpoints.at(-1)?.sequence ?? 0;
  const [row] = await view.sql<{ late: number }>(
    `select count(*)::int as late from ${chain.schema}_audit.entries
      where sequence > $1 and recorded_at < (select clock_timestamp()) - make_interval(secs => $2)`,
    [anchored, unanchoredMsMax / 1_000],
  );
  const late = row?.late ?? 0;
  return late === 0
    ? []
    : [`${late} 条超过三分钟没有检查点 / ${late} entries older than three minutes have no checkpoint`];
}

async function faultsOfStored(
  view: View,
  chain: StoredChain,
  file: CheckpointFile | undefined,
  evidence: AuditEvidence,
): Promise<string[]> {
  const late = await unanchored(view, chain, file);
  if (file === undefined) {
    return chain.checkpoints === 0 ? late : [...late, '检查点文件不见了 / its file of checkpoints is gone'];
  }
  const sequences = file.checkpoints.map(({ sequence }) => sequence);
  return [...late, ...cutOff(file, chain, evidence), ...misfits(file, await hashesAt(view, chain.schema, sequences))];
}

const entryForm = z.looseObject({ sequence: z.int(), recordedAt: z.string(), previous: z.string(), hash: z.string() });

/** A chain that is kept in a file has no head but its last checkpoint; it is walked here. */
function faultsOfKept(file: CheckpointFile, evidence: AuditEvidence): string[] {
  const text = evidence.files.get(file.name.replace('.checkpoints.', '.entries.')) ?? '';
  const walk = new ChainWalk(file.chainId);
  const hashes = new Map<number, string>();
  for (const [index, line] of wholeLines(text).entries()) {
    const entry = entryForm.safeParse(tryJson(line)).data as unknown as StoredEntry | undefined;
    if (entry === undefined) return [`第 ${index + 1} 条无法读取 / entry ${index + 1} cannot be read`];
    walk.step(entry);
    hashes.set(entry.sequence, entry.hash);
  }
  return [...walk.faults, ...misfits(file, hashes)];
}

function tryJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** What was signed outside the database is still in the chains, and nothing that was signed is gone. */
export const auditCheckpoints: Check = {
  id: 'audit-checkpoints',
  zh: '库外签名的检查点都与审计链相符，无一缺失',
  en: 'every checkpoint signed outside the database fits its audit chain, and none is missing',
  needs: ['registration.inbox'],
  async run(view) {
    const evidence = view.sources.audit?.();
    if (evidence === undefined) return { skipped: 'there is no folder of checkpoints here' };
    const { chains } = await readChains(view);
    const files = readCheckpointFiles(evidence);
    const { ended, faults } = readResets(evidence);
    const violations: Violation[] = [...said('launcher', faults), ...said('audit', forgotten(evidence))];
    for (const file of files) {
      violations.push(...said(file.service, file.faults));
      if (file.service === 'gateway') violations.push(...said('gateway', faultsOfKept(file, evidence)));
      else if (!ended.has(file.chainId) && !chains.some(({ chainId }) => chainId === file.chainId)) {
        violations.push({
          place: file.service,
          note: `审计链 ${file.chainId} 不见了 / audit chain ${file.chainId} is gone, and no reset says so`,
        });
      }
    }
    for (const chain of chains) {
      const file = files.find(({ chainId }) => chainId === chain.chainId);
      violations.push(...said(chain.schema, await faultsOfStored(view, chain, file, evidence)));
    }
    return foundAll(violations, `${files.length} files of checkpoints`);
  },
};
