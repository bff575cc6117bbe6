import { describe, expect, test } from 'vitest';
import { type Duty, inOrder, leavesNobody, placeOf } from './duties.js';

let serial = 0;
const duty = (given: Partial<Duty>): Duty => ({
  ...{ dutyId: `d${(serial += 1)}`, role: 'cdc-duty', districtCode: '330105', placeCode: null, person: 'duty-1' },
  ...{ startsAt: '2026-11-22T00:00:00.000Z', endsAt: '2026-11-22T12:00:00.000Z', isRunning: true },
  ...given,
});

describe('the duty roster', () => {
  test('names the part of a district before the district, and the city where there is none', () => {
    expect(placeOf(duty({ placeCode: '330105-0001' })).zh).toBe('330105-0001');
    expect(placeOf(duty({})).zh).toBe('330105');
    expect(placeOf(duty({ districtCode: null })).zh).toBe('全市');
  });

  test('shows who is on duty before who comes next, and each place in the order of time', () => {
    const later = duty({ isRunning: false, startsAt: '2026-11-23T00:00:00.000Z' });
    const next = duty({ isRunning: false, startsAt: '2026-11-22T12:00:00.000Z' });
    const doctor = duty({ role: 'doctor' });
    const now = duty({});
    expect(inOrder([later, doctor, next, now])).toEqual([now, doctor, next, later]);
  });

  test('an ending leaves nobody unless another one has the same place, or the whole of it, now', () => {
    const one = duty({});
    expect(leavesNobody([one], one)).toBe(true);
    expect(leavesNobody([one, duty({ person: 'duty-2' })], one)).toBe(false);
    expect(leavesNobody([one, duty({ isRunning: false })], one)).toBe(true);
    expect(leavesNobody([one, duty({ role: 'doctor' })], one)).toBe(true);
    expect(leavesNobody([one, duty({ districtCode: '330106' })], one)).toBe(true);
    const cadre = duty({ role: 'community-cadre', placeCode: '330105001' });
    expect(leavesNobody([cadre, duty({ role: 'community-cadre' })], cadre)).toBe(false);
    expect(leavesNobody([cadre, duty({ role: 'community-cadre', placeCode: '330105002' })], cadre)).toBe(true);
    const whole = duty({ role: 'community-cadre' });
    expect(leavesNobody([cadre, whole], whole)).toBe(true);
  });

  test('what has not begun leaves no gap', () => {
    const next = duty({ isRunning: false });
    expect(leavesNobody([next], next)).toBe(false);
  });
});
