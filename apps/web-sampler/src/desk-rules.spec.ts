import type { DeviceEvent, JournalAnswer } from '@lib/contracts/http/batching/journal';
import { describe, expect, test } from 'vitest';
import { type DeskMemory, learn, type OpenTube, remembered, sealOf, seatOnce, swabsOf } from './desk-rules.js';

const [one, two] = [
  { participantId: '0198f2c0-0000-7000-8000-000000000001', label: '甲*' },
  { participantId: '0198f2c0-0000-7000-8000-000000000002', label: '乙*' },
];
const tubeId = '98000000000018';
const tubeOf = (...people: OpenTube['people']): OpenTube => ({ tubeId, capacity: 5, people });
const memoryOf = (change: Partial<DeskMemory>): DeskMemory => ({ ...remembered(null), ...change });
const stamp = { seq: 4, capturedAt: '2026-11-21T02:00:00.000Z', tubeId };
const scan: DeviceEvent = { kind: 'scan', ...stamp, subjectKind: 'person', subjectId: one.participantId };
const seal: DeviceEvent = { kind: 'seal-tube', ...stamp, specimens: 3 };
const refused = (code: string): JournalAnswer => ({ seq: 4, outcome: 'refused', code });
const accepted: JournalAnswer = { seq: 4, outcome: 'accepted' };

describe('the desk of a sampler', () => {
  test('a person who is in the tube already stays in the count, once', () => {
    const memory = memoryOf({ tube: tubeOf(one, two) });
    learn(memory, scan, { seq: 4, outcome: 'duplicate', code: 'ALREADY_IN_TUBE', position: 1 });
    expect(memory.tube?.people).toEqual([one, two]);
    const tube = tubeOf(one);
    seatOnce(tube, one);
    expect(tube.people).toEqual([one]);
  });

  test('a person whom the house refuses leaves the count', () => {
    const memory = memoryOf({ tube: tubeOf(one, two) });
    learn(memory, scan, refused('TUBE_FULL'));
    expect(memory.tube?.people).toEqual([two]);
  });

  test('a tube is forgotten only when its seal is accepted', () => {
    const memory = memoryOf({ closing: [tubeOf(one, two)] });
    learn(memory, seal, accepted);
    expect(memory).toMatchObject({ tube: undefined, closing: [], parked: [] });
  });

  test('a tube whose count differs comes back to the desk', () => {
    const memory = memoryOf({ closing: [tubeOf(one, two)] });
    learn(memory, seal, refused('COUNT_DIFFERS'));
    expect(memory.tube?.people).toEqual([one, two]);
    expect(memory.closing).toEqual([]);
  });

  test('a tube whose seal is refused waits while another tube is open, and comes back after that one', () => {
    const next = { ...tubeOf(one), tubeId: '98000000000026' };
    const memory = memoryOf({ tube: next, closing: [tubeOf(one, two)] });
    learn(memory, seal, refused('COUNT_DIFFERS'));
    expect(memory).toMatchObject({ tube: { tubeId: next.tubeId }, parked: [{ tubeId }] });
    memory.closing.push(next);
    memory.tube = undefined;
    learn(memory, { ...seal, tubeId: next.tubeId }, accepted);
    expect(memory).toMatchObject({ tube: { tubeId }, parked: [] });
  });

  test('a tube that is closed already does not come back as open', () => {
    const memory = memoryOf({ closing: [tubeOf(one)] });
    learn(memory, seal, refused('TUBE_ALREADY_SEALED'));
    expect(memory).toMatchObject({ tube: undefined, parked: [] });
  });

  test('a tube that may not be opened gives its people back to the group', () => {
    const memory = memoryOf({ tube: tubeOf(one, two), group: [two] });
    const open: DeviceEvent = {
      kind: 'open-tube',
      ...stamp,
      roundId: one.participantId,
      capacity: 5,
      purpose: 'round',
    };
    learn(memory, open, refused('TUBE_VOID'));
    expect(memory).toMatchObject({ tube: undefined, group: [one, two] });
  });

  test('a full tube is sealed without counting, any other only with a count of its swabs', () => {
    const full = tubeOf(...Array.from('abcde', (participantId) => ({ participantId, label: participantId })));
    expect(swabsOf(full, '')).toBe(5);
    expect(swabsOf(full, '4')).toBe(4);
    expect(swabsOf(tubeOf(one, two), '')).toBeUndefined();
    expect(swabsOf(tubeOf(one, two), ' 3 ')).toBe(3);
    for (const nonsense of ['0', '21', '-1', '1.5', 'x', '98000000000018'])
      expect(swabsOf(tubeOf(one), nonsense)).toBeUndefined();
  });

  test('a tube that is not full says why, in the word of the sampler; a full one only that one household filled it', () => {
    const five = Array.from('abcde', (participantId) => ({ participantId, label: participantId }));
    const sealed = { kind: 'seal-tube', tubeId, specimens: 2 };
    expect(sealOf(tubeOf(one, two), 2, { partialReason: 'household' })).toEqual({
      ...{ ...sealed, partialReason: 'household' },
    });
    expect(sealOf(tubeOf(one, two), 2, {})).toEqual({ ...sealed, partialReason: 'end-of-queue' });
    expect(sealOf(tubeOf(...five), 5, { partialReason: 'household' })).toEqual({ ...sealed, specimens: 5 });
    const household = { ...tubeOf(...five), isHousehold: true };
    expect(sealOf(household, 5, {})).toEqual({ ...sealed, specimens: 5, partialReason: 'household' });
    expect(sealOf({ ...household, people: [one, two] }, 2, { partialReason: 'other' })).toEqual({
      ...sealed,
      partialReason: 'other',
    });
    expect(sealOf(tubeOf(one), 1, { isRetained: true })).toMatchObject({ isRetained: true });
  });

  test('what an earlier page left is found again; what cannot be read is an empty desk', () => {
    const memory = memoryOf({ tube: tubeOf(one), closing: [tubeOf(two)] });
    expect(remembered(JSON.stringify(memory))).toEqual(memory);
    expect(remembered('{')).toEqual(remembered(null));
  });
});
