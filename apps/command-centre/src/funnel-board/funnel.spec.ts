import { funnel } from '@lib/contracts/http/command-centre/wall';
import { describe, expect, test } from 'vitest';
import type { AlarmRow, CountRow, FunnelRows } from './funnel-rows.js';
import { funnelOf } from './funnel.js';

const stage = (name: string, persons: number, tubes: number): CountRow => ({
  purpose: 'round',
  kind: 'stage',
  name,
  persons,
  tubes,
});
const place = (name: string, persons: number, tubes: number): CountRow => ({
  ...stage(name, persons, tubes),
  kind: 'place',
});

const alarm = (part: Partial<AlarmRow>): AlarmRow => ({
  purpose: 'round',
  isTaken: false,
  isEnded: false,
  isReleased: false,
  isInvalid: false,
  persons: 10,
  tubes: 1,
  ...part,
});

const rows = (part: Partial<FunnelRows> = {}): FunnelRows => ({
  campaign_id: '0198f2a0-0000-7000-8000-000000000001',
  name: '演练一',
  kind: 'drill',
  as_of: new Date('2026-11-21T08:00:00.000Z'),
  newest_event_at: null,
  listed: 0,
  rounds: 1,
  counts: [],
  alarms: [],
  cases: 0,
  verified: 0,
  cleared: 0,
  recollections: 0,
  ...part,
});

describe('the funnel', () => {
  test('keeps to its contract, empty or full', () => {
    const full = rows({ listed: 12, counts: [stage('sampled', 10, 1), place('at-site', 10, 1)] });
    for (const each of [rows(), full]) expect(() => funnel.parse(funnelOf(each, undefined))).not.toThrow();
  });

  test('names those who are on the list and were not sampled', () => {
    const [first] = funnelOf(rows({ listed: 12, counts: [stage('sampled', 10, 1)] }), undefined).remainder;
    expect(first).toMatchObject({ reason: 'not-sampled', persons: 2, tubes: 0 });
  });

  test('compares the list with one round only, never with the swabs of several', () => {
    const twoRounds = rows({ listed: 12, rounds: 2, counts: [stage('sampled', 10, 1)] });
    expect(funnelOf(twoRounds, undefined).remainder).toEqual([]);
    expect(funnelOf(twoRounds, '0198f2a0-0000-7000-8000-000000000002').remainder).toHaveLength(1);
  });

  test('an alarm is open until every person of the tube has an end', () => {
    const open = funnelOf(rows({ counts: [place('alarm', 10, 1)], alarms: [alarm({ isTaken: true })] }), undefined);
    expect(open.remainder).toMatchObject([{ reason: 'open-alarm', persons: 10, tubes: 1 }]);
    expect(open.alarms).toMatchObject({ tubes: 1, openTubes: 1, taken: 1 });
    const ended = alarm({ isTaken: true, isEnded: true, isReleased: true });
    const over = funnelOf(rows({ counts: [place('alarm', 10, 1)], alarms: [ended] }), undefined);
    expect(over).toMatchObject({
      remainder: [],
      answered: { persons: 10, tubes: 1 },
      alarms: { tubes: 1, openTubes: 0 },
    });
  });

  test('counts recollections beside the round, not inside it', () => {
    const single = { ...stage('sampled', 1, 1), purpose: 'recollection' as const };
    const seen = funnelOf(rows({ counts: [stage('sampled', 10, 1), single] }), undefined);
    expect(seen.stages[1]).toEqual({ stage: 'sampled', persons: 10, tubes: 1 });
    expect(seen.recollection.stages[0]).toEqual({ stage: 'sampled', persons: 1, tubes: 1 });
  });

  test('a place without words is shown by its name rather than left out', () => {
    const seen = funnelOf(rows({ counts: [place('fell-off-a-van', 10, 1)] }), undefined);
    expect(seen.remainder).toMatchObject([{ reason: 'fell-off-a-van', persons: 10 }]);
  });

  test('tells persons per tube only when a tube is sealed', () => {
    expect(funnelOf(rows(), undefined).personsPerTube).toBeNull();
    expect(funnelOf(rows({ counts: [stage('sealed', 25, 3)] }), undefined).personsPerTube).toBe(8.33);
  });
});
