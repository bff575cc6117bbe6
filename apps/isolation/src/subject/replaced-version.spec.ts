import { describe, expect, test } from 'vitest';
import { standingOf } from './standing.decider.js';
import type { Detection } from './subject.js';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 8, minute));
const detection = (escalationId: string, more: Partial<Detection> = {}): Detection => ({
  ...{ escalationId, tubeId: '21000000001235', resultVersion: 1, finding: 'detected', purpose: 'round' },
  ...{ isSingle: false, orderId: null, siteCode: '330105-0001', raisedAt: at(0), takenBy: null, withdrawnReason: null },
  ...more,
});
const single = { tubeId: '21000000001243', purpose: 'recollection', isSingle: true } as const;
const pool = detection('e-1');
const verifying = detection('e-2', { ...single, raisedAt: at(5) });
const stateOf = (...detections: Detection[]) => standingOf({ detections, tubes: [], orders: [], callBacks: [] })?.state;

describe('a single tube whose result was corrected', () => {
  test.each(['inconclusive', 'single-target'] as const)('to %s verifies nobody any more', (finding) => {
    const corrected = detection('e-3', { ...single, finding, resultVersion: 2, raisedAt: at(9) });
    expect(stateOf(pool, verifying, corrected)).toBe('open');
    expect(stateOf(pool, corrected, verifying)).toBe('open');
  });

  test('to detected verifies', () => {
    const first = detection('e-2', { ...single, finding: 'inconclusive', raisedAt: at(5) });
    const corrected = detection('e-3', { ...single, resultVersion: 2, raisedAt: at(9) });
    expect(stateOf(pool, first, corrected)).toBe('verified');
  });
});
