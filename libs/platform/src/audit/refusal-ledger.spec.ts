import { describe, expect, test } from 'vitest';
import { RefusalLedger, refusalLimits } from './refusal-ledger.js';

const sampler = { id: 'sampler-1', role: 'sampler' } as const;
const countOf = (rows: readonly { detail: string }[]): number =>
  rows.reduce((sum, { detail }) => sum + (JSON.parse(detail) as { count: number }).count, 0);

describe('the ledger of refusals', () => {
  test('the same refusal of the same caller on the same route is one entry with a count', () => {
    const ledger = new RefusalLedger();
    for (let n = 0; n < 3; n += 1) ledger.note('FORBIDDEN', 'POST /v1/uploads', sampler);
    ledger.note('NOT_FOUND', 'POST /v1/uploads', sampler);
    const rows = ledger.take();
    expect(rows.map(({ kind, actorId, objectId, detail }) => [kind, actorId, objectId, detail])).toEqual([
      ['refused', 'sampler-1', 'POST:/v1/uploads', '{"code":"FORBIDDEN","count":3}'],
      ['refused', 'sampler-1', 'POST:/v1/uploads', '{"code":"NOT_FOUND","count":1}'],
    ]);
    expect(ledger.take()).toEqual([]);
  });

  test('a flood of 10,000 strangers makes a bounded number of entries, and every refusal is counted in one of them', () => {
    let now = 0;
    const ledger = new RefusalLedger(() => now);
    const entries = [];
    for (let n = 0; n < 10_000; n += 1) {
      ledger.note('UNAUTHENTICATED', 'GET /v1/tubes', { id: `stranger-${n}`, role: 'sampler' });
      // Ten seconds of it, looked at each second.
      if (n % 1_000 === 999) {
        now += 1_000;
        entries.push(...ledger.take());
      }
    }
    const summed = entries.filter(({ kind }) => kind === 'acts-summed');
    expect(entries.length - summed.length).toBeLessThanOrEqual(
      refusalLimits.entriesAtOnce + 10 * refusalLimits.entriesPerSecond,
    );
    expect(summed.length).toBeLessThanOrEqual(10);
    expect(countOf(entries)).toBe(10_000);
  });

  test('what could not be written is counted on, by its code', () => {
    let now = 0;
    const ledger = new RefusalLedger(() => now);
    for (let n = 0; n < refusalLimits.keysMax + 7; n += 1) {
      ledger.note('BUSY', 'POST /v1/journal', { id: `device-${n}`, role: 'sampler' });
    }
    ledger.giveBack(ledger.take());
    now += 1_000;
    ledger.note('NOT_FOUND', 'GET /v1/boxes/:box', sampler);
    const rows = ledger.take();
    expect(countOf(rows)).toBe(refusalLimits.keysMax + 8);
    expect(rows.at(-1)?.detail).toBe(`{"count":${refusalLimits.keysMax + 7},"BUSY":${refusalLimits.keysMax + 7}}`);
  });

  test('looks at masked details are counted with the number of people, one entry a campaign and caller', () => {
    const ledger = new RefusalLedger();
    ledger.look('people-masked', 'campaign-1', 20, sampler);
    ledger.look('people-masked', 'campaign-1', 5, sampler);
    ledger.look('people-masked', 'campaign-2', 1, sampler);
    expect(ledger.take().map(({ kind, objectId, detail }) => [kind, objectId, detail])).toEqual([
      ['people-masked', 'campaign-1', '{"code":"people-masked","count":2,"people":25}'],
      ['people-masked', 'campaign-2', '{"code":"people-masked","count":1,"people":1}'],
    ]);
  });

  test('no flood of refusals hides who looked at whom', () => {
    const ledger = new RefusalLedger(() => 0);
    const refuse = () => {
      for (let n = 0; n < 2 * refusalLimits.keysMax; n += 1) ledger.note('NOT_FOUND', `GET /v1/routes-${n}`, sampler);
    };
    refuse();
    ledger.take();
    refuse();
    ledger.look('people-resolved', 'campaign-1', 500, sampler);
    expect(ledger.take()[0]).toMatchObject({ kind: 'people-resolved', actorId: 'sampler-1', objectId: 'campaign-1' });
  });

  test('nothing that somebody typed into a path or a token gets in', () => {
    const ledger = new RefusalLedger();
    ledger.note('NOT_FOUND', 'GET (none)', { id: '张三 13800138000', role: 'resident' });
    expect(JSON.stringify(ledger.take())).not.toMatch(/张|138/);
  });
});
