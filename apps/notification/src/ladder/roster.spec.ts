import { describe, expect, test } from 'vitest';
import { alertBeat, callFrom, callLate, onDuty } from './roster.decider.js';
import type { DutyTime } from './roster.decider.js';

const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 10, 21, 8, minute, second));
const district = '330105';
const beat = alertBeat(district);
const duty = (role: DutyTime['role'], person: string, part: Partial<DutyTime> = {}): DutyTime => ({
  dutyId: `0198f2a0-0000-7000-8000-0000000000${person.length}${person.length}`,
  role,
  districtCode: role === 'command-centre' ? null : district,
  person,
  startsAt: at(0),
  endsAt: at(30),
  ...part,
});
const called = (rung: number, duties: readonly DutyTime[], when = at(10)) =>
  callFrom(rung, beat, when, duties).map(({ rung: on, role, duty: of }) => [on, role, of?.person ?? null]);

describe('a rung of the ladder', () => {
  test('calls whoever is on its duty in the district', () => {
    const duties = [duty('cdc-duty', 'wang'), duty('cdc-duty', 'li', { districtCode: '330106' })];
    expect(called(0, duties)).toEqual([[0, 'cdc-duty', 'wang']]);
  });

  test('calls the next one at once where nobody is on duty, and says so', () => {
    expect(called(0, [duty('district-liaison', 'zhao')])).toEqual([
      [0, 'cdc-duty', null],
      [1, 'isolation-officer', null],
      [2, 'district-liaison', 'zhao'],
    ]);
  });

  test('ends at the command centre, by role alone when even there nobody is', () => {
    expect(called(2, [])).toEqual([
      [2, 'district-liaison', null],
      [3, 'command-centre', null],
    ]);
    expect(called(5, [duty('command-centre', 'chen')])).toEqual([[5, 'command-centre', 'chen']]);
  });

  test('counts a duty from its first instant up to, and without, its last', () => {
    const duties = [duty('cdc-duty', 'wang', { startsAt: at(0), endsAt: at(8) })];
    const person = (when: Date) => onDuty(duties, 'cdc-duty', beat, when)?.person;
    expect(person(new Date(at(0).getTime() - 1))).toBeUndefined();
    expect(person(at(0))).toBe('wang');
    expect(person(new Date(at(8).getTime() - 1))).toBe('wang');
    expect(person(at(8))).toBeUndefined();
  });

  test('calls one person where two are on duty: whoever came last', () => {
    const duties = [duty('cdc-duty', 'wang'), duty('cdc-duty', 'sun', { startsAt: at(5) })];
    expect(called(0, duties)).toEqual([[0, 'cdc-duty', 'sun']]);
  });
});

describe('an alert without a person', () => {
  test('is given to whoever comes on duty, the lowest rung first, and stays on its rung', () => {
    const duties = [duty('command-centre', 'chen'), duty('isolation-officer', 'zhou')];
    expect(callLate(3, beat, at(10), duties)).toMatchObject({ rung: 3, role: 'isolation-officer' });
    expect(callLate(0, beat, at(10), duties)).toBeUndefined();
  });
});

describe('a duty with a place', () => {
  const cadres = [
    duty('community-cadre', 'whole'),
    duty('community-cadre', 'street', { placeCode: '330105001' }),
    duty('community-cadre', 'village', { placeCode: '330105001002', dutyId: '0198f2a0-0000-7000-8000-000000000099' }),
  ];
  const cadreOf = (placeCode: string | null) =>
    onDuty(cadres, 'community-cadre', { roles: ['community-cadre'], districtCode: district, placeCode }, at(10))
      ?.person;

  test('is called before one of the whole district, the closest place first', () => {
    expect(cadreOf('330105001002')).toBe('village');
    expect(cadreOf('330105001003')).toBe('street');
  });

  test('is not called for another place, nor where nobody said which place it is', () => {
    expect(cadreOf('330105002001')).toBe('whole');
    expect(cadreOf(null)).toBe('whole');
  });
});
