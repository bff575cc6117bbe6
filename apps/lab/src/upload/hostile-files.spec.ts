import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Refusal } from '@lib/contracts/refusals';
import { expect, test } from 'vitest';
import { hostileFiles } from './hostile-files.js';
import { readUpload } from './read-upload.js';

async function verdictOf(bytes: Buffer): Promise<string> {
  try {
    const [first] = (await readUpload(bytes)).rows;
    if (first === undefined) return 'none';
    return first.kind === 'readable' ? 'readable' : first.fault.code;
  } catch (error) {
    return error instanceof Refusal ? error.code : `fault: ${String(error)}`;
  }
}

test('every file of the hostile corpus has the verdict that is expected of it, and none breaks the reader', async () => {
  const files = await hostileFiles();
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const wrong: string[] = [];
  for (const { what, bytes, verdicts } of files) {
    const verdict = await verdictOf(bytes);
    if (!verdicts.includes(verdict)) wrong.push(`${what}: ${verdict}, not ${verdicts.join(' or ')}`);
  }
  delay.disable();
  const blockedMs = Math.round(delay.percentile(99) / 1e6);
  const rssMb = Math.round(process.memoryUsage.rss() / 1e6);
  process.stdout.write(`${files.length} files, event loop p99 ${blockedMs} ms, RSS ${rssMb} MB\n`);
  expect(wrong).toEqual([]);
  expect(files.length).toBeGreaterThanOrEqual(500);
}, 120_000);
