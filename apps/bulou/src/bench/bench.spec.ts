import { deviceEvent } from '@lib/contracts/http/batching/journal';
import { describe, expect, test } from 'vitest';
import { TubeRoll } from '../demo/round-plan.js';
import { partsOf, readBenchOptions } from './bench-options.js';
import { readCpu, spentBetween } from './cpu-usage.js';
import { personOf, TubeMaker } from './tube-maker.js';

const run = '0123456789abcde';
const id = '0197f000-0000-7000-8000-000000000001';

describe('the tubes of the bench', () => {
  test('every event is one that the journal takes, numbered from 1 without gap', () => {
    const place = { run, campaignId: id, roundId: id, deviceId: id, device: 3 };
    const { body, tubes } = new TubeMaker(place, new TubeRoll(7)).journal(40, '2026-01-02T03:04:05.678Z');
    const { events } = JSON.parse(body) as { events: unknown[] };
    const parsed = events.map((event) => deviceEvent.parse(event));
    expect(parsed.map(({ seq }) => seq)).toEqual(Array.from({ length: 480 }, (_, index) => index + 1));
    expect(new Set(tubes.map(({ tubeId }) => tubeId)).size).toBe(40);
  });

  test('a person is written down again from two numbers, and no two are the same', () => {
    const people = [0, 1].flatMap((device) =>
      Array.from({ length: 70_000 }, (_, number) => personOf(run, device, number)),
    );
    expect(new Set(people).size).toBe(140_000);
    expect(personOf(run, 1, 5)).toBe(people[70_005]);
  });
});

describe('the options of the bench', () => {
  test('limits, closed and open loop share the seconds', () => {
    for (const seconds of [10, 60, 600]) {
      const { limit, closed, open } = partsOf(seconds);
      expect(2 * limit + closed + open).toBeCloseTo(seconds);
    }
  });

  test('a journal holds no more than its 500 events', () => {
    expect(() => readBenchOptions(['--tubes-per-journal', '42'])).toThrow('--tubes-per-journal');
    expect(() => readBenchOptions(['--seconds', '9'])).toThrow('--seconds');
  });
});

describe('the CPU of a group', () => {
  test('is that of its processes and no less than nothing', () => {
    const groups = [{ name: 'self', roots: [process.pid] }];
    const before = readCpu(groups);
    expect(before.groups['self']).toBeGreaterThan(0);
    const { groups: spent, machine } = spentBetween(before, readCpu(groups));
    expect(spent['self']).toBeGreaterThanOrEqual(0);
    expect(machine).toBeGreaterThanOrEqual(0);
  });
});
