import { describe, expect, test } from 'vitest';
import { dischargesFromHospital } from './care.js';

const at = (hours: number, ctN: number | null, ctOrf: number | null = ctN) => ({
  capturedAt: new Date(Date.UTC(2022, 10, 1, hours)),
  ctN,
  ctOrf,
});

describe('a stay in hospital ends', () => {
  test('with two consecutive results of both targets at Ct 35 or above, a day apart', () => {
    expect(dischargesFromHospital([at(0, 35), at(24, 36.2)])).toBe(true);
    expect(dischargesFromHospital([at(24, null), at(0, 38, null)])).toBe(true);
  });

  test('not with one result, nor with two less than a day apart', () => {
    expect(dischargesFromHospital([])).toBe(false);
    expect(dischargesFromHospital([at(0, 40)])).toBe(false);
    expect(dischargesFromHospital([at(0, 36), at(23, 36)])).toBe(false);
  });

  test('not when one target stays below, or another result lies between or after', () => {
    expect(dischargesFromHospital([at(0, 36, 34.9), at(24, 36)])).toBe(false);
    expect(dischargesFromHospital([at(0, 36), at(12, 30), at(24, 36)])).toBe(false);
    expect(dischargesFromHospital([at(0, 36), at(24, 36), at(30, 33)])).toBe(false);
  });
});
