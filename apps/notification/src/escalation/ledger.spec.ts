import { writeTubeBarcode } from '@lib/vocabulary';
import { systemIds } from '@lib/platform';
import { describe, expect, test } from 'vitest';
import { openEscalation, revoke } from './escalation.decider.js';
import type { Escalation } from './escalation.decider.js';
import { Ledger } from './escalation.store.js';

const at = new Date('2026-11-22T08:00:00Z');
const detection = (tubeId: string, resultVersion = 1): Parameters<typeof openEscalation>[0] => ({
  ...{ tubeId, resultVersion, campaignId: systemIds.uuid7(), finding: 'detected', purpose: 'round', orderId: null },
  ...{ siteCode: '330105-0001', labCode: 'LAB-HZ1', uploadId: systemIds.uuid7(), alarmShareOfUpload: 0.1 },
  ...{ raisedAt: at, members: [] },
});
const open = (ledger: Ledger, tubeId: string, resultVersion = 1) =>
  ledger.open(openEscalation(detection(tubeId, resultVersion), systemIds.uuid7(), at));

const [first, second, third] = [1, 2, 3].map((serial) => writeTubeBarcode('34', serial)) as [string, string, string];

describe('the escalations of a transaction', () => {
  test('are found by their tube: those that were there, those that are new, each as it stands now', () => {
    const { escalation } = openEscalation(detection(first), systemIds.uuid7(), at);
    const ledger = new Ledger([escalation]);
    open(ledger, first, 2);
    open(ledger, second);
    ledger.apply(revoke(escalation, 'mistaken', at));
    expect(ledger.ofTube(first)).toMatchObject([
      { resultVersion: 1, revokedReason: 'mistaken' },
      { resultVersion: 2, revokedReason: null },
    ]);
    expect(ledger.ofTube(second)).toHaveLength(1);
    expect(ledger.ofTube(third)).toEqual([]);
  });

  test('cost a look at their own tube each: a wave of a thousand is not a million looks', () => {
    let looks = 0;
    const counted = (escalation: Escalation): Escalation =>
      new Proxy(escalation, {
        get: (row, name) => {
          if (name === 'tubeId') looks += 1;
          return Reflect.get(row, name) as unknown;
        },
      });
    const tubes = Array.from({ length: 1_000 }, (_, index) => `tube-${index}`);
    const ledger = new Ledger(tubes.map((tubeId) => counted(openEscalation(detection(tubeId), tubeId, at).escalation)));
    for (const tubeId of tubes) expect(ledger.ofTube(tubeId)).toHaveLength(1);
    expect(looks).toBeLessThanOrEqual(2 * tubes.length);
  });
});
