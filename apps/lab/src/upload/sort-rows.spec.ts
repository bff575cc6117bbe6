import { describe, expect, test } from 'vitest';
import { aRow } from '../tube/a-tube.js';
import { sortRows } from './sort-rows.decider.js';
import type { ReadableRow, UploadRow } from './upload-row.js';

const row = (part: Partial<ReadableRow>): UploadRow => ({ ...aRow(part), cells: {} });
const settledOf = (rows: readonly UploadRow[]) =>
  sortRows(rows).settled.map(({ row, fault }) => `${row} ${fault.code}`);

describe('a file that speaks of one tube twice', () => {
  test('in the same words counts once', () => {
    const rows = [row({ row: 2 }), row({ row: 3 })];
    expect(sortRows(rows).toJudge.map(({ row }) => row)).toEqual([2]);
    expect(settledOf(rows)).toEqual(['3 ROW_REPEATED']);
  });
  test('in other words counts not at all', () => {
    const rows = [row({ row: 2 }), row({ row: 3, finding: 'invalid' }), row({ row: 4 })];
    expect(sortRows(rows).toJudge).toEqual([]);
    expect(settledOf(rows)).toEqual(['2 ROWS_CONTRADICT', '3 ROWS_CONTRADICT', '4 ROWS_CONTRADICT']);
  });
  test('in other words, one of them alarming, has that one judged, and known as contradicted', () => {
    const rows = [row({ row: 2 }), row({ row: 3, finding: 'inconclusive' }), row({ row: 4, finding: 'detected' })];
    expect(sortRows(rows).toJudge.map(({ row }) => row)).toEqual([4]);
    expect([...sortRows(rows).contradicted]).toEqual([rows[0]?.kind === 'readable' && rows[0].tubeId]);
    expect(settledOf(rows)).toEqual(['2 ROWS_CONTRADICT', '3 ROWS_CONTRADICT']);
  });
  test('in the same words is not contradicted', () => {
    expect([...sortRows([row({ row: 2 }), row({ row: 3 })]).contradicted]).toEqual([]);
  });
});

test('the share of alarming rows is counted over what could be read', () => {
  const unreadable: UploadRow = {
    ...{ kind: 'unreadable', row: 9, tubeText: '', finding: 'detected', cells: {} },
    fault: { code: 'TUBE_CODE_MISSING', column: 'tube' },
  };
  const rows = [row({ row: 2, tubeId: 'a' }), row({ row: 3, tubeId: 'b', finding: 'single-target' }), unreadable];
  expect(sortRows(rows).alarmShare).toBe(0.5);
  expect(sortRows([]).alarmShare).toBe(0);
});
