import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileFiles } from '../../apps/lab/src/upload/hostile-files.js';
import { Ground } from './ground.js';
import type { Answer } from './ground.js';
import { hostileRosters } from './hostile-rosters.js';

const everyNth = 10;
const goodOnesMax = 140;

let ground: Ground;
let waiting: string[];
beforeAll(async () => {
  ground = await Ground.open();
  waiting = await ground.bring(goodOnesMax);
}, 180_000);
afterAll(() => ground?.close());

const errorsOf = ({ body }: Answer): string[] => ((body['errors'] ?? []) as { code: string }[]).map(({ code }) => code);
// Only what reading says; a row that was read may still be held for what it says.
const ofReading = /^(TUBE_CODE_|EXCEL_DAMAGE$|WORD_)/;

function verdictOf(answer: Answer): string {
  if (answer.status >= 300) return answer.code ?? `status ${answer.status}`;
  if (answer.body['rows'] === 0) return 'none';
  return errorsOf(answer).find((code) => ofReading.test(code)) ?? 'readable';
}

describe('the hostile corpus over HTTP', () => {
  test('every tenth file of a laboratory has its verdict, breaks nothing, and the next good file is taken', async () => {
    const files = (await hostileFiles()).filter((_, index) => index % everyNth === 0);
    const wrong: string[] = [];
    for (const { what, bytes, verdicts } of files) {
      const answer = await ground.upload(bytes);
      const verdict = verdictOf(answer);
      if (answer.status >= 500 || !verdicts.includes(verdict)) wrong.push(`${what}: ${answer.status} ${verdict}`);
      const next = await ground.upload(ground.file(ground.negative(waiting.pop() ?? '')));
      if (next.body['accepted'] !== 1) wrong.push(`after ${what}: ${next.status} ${JSON.stringify(next.body)}`);
    }
    expect(wrong).toEqual([]);
    expect(files.length).toBeGreaterThanOrEqual(55);
  }, 180_000);

  test('every hostile roster has its verdict, breaks nothing, and the next good roster is taken', async () => {
    const rosters = hostileRosters();
    const wrong: string[] = [];
    for (const { what, bytes, verdicts } of rosters) {
      const answer = await ground.roster(bytes);
      const verdict = answer.status >= 300 ? answer.code : (errorsOf(answer)[0] ?? 'taken');
      if (answer.status >= 500 || !verdicts.includes(verdict ?? '')) wrong.push(`${what}: ${answer.status} ${verdict}`);
      const next = await ground.roster(ground.rosterFile(ground.person()));
      if (next.body['accepted'] !== 1) wrong.push(`after ${what}: ${next.status} ${JSON.stringify(next.body)}`);
    }
    process.stdout.write(`${rosters.length} rosters\n`);
    expect(wrong).toEqual([]);
    expect(rosters.length).toBeGreaterThanOrEqual(30);
  }, 180_000);
});
