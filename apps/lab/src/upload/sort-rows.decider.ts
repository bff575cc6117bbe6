import { isAlarming } from '@lib/vocabulary';
import type { RowCode } from './row-codes.js';
import type { ReadableRow, RowFault, UploadRow } from './upload-row.js';

/** A file's rows, sorted into those that are judged with their tube and those that the file itself settles. */
export interface SortedRows {
  readonly toJudge: readonly ReadableRow[];
  readonly settled: readonly { readonly row: number; readonly fault: RowFault }[];
  /** Alarming rows among the readable ones, 0..1: a mostly detected file alerts people and touches no resident. */
  readonly alarmShare: number;
}

/**
 * What a file says of itself: a row that cannot be read is refused, the same said again is a duplicate of the first, and
 * where a file says two different things of one tube none of them counts.
 */
export function sortRows(rows: readonly UploadRow[]): SortedRows {
  const settled: { row: number; fault: RowFault }[] = [];
  const byTube = new Map<string, ReadableRow[]>();
  for (const row of rows) {
    if (row.kind === 'unreadable') settled.push({ row: row.row, fault: row.fault });
    else byTube.set(row.tubeId, [...(byTube.get(row.tubeId) ?? []), row]);
  }
  const toJudge: ReadableRow[] = [];
  const settle = (of: readonly ReadableRow[], fault: { code: RowCode; column: RowFault['column'] }) =>
    settled.push(...of.map(({ row }) => ({ row, fault })));
  for (const [first, ...others] of byTube.values()) {
    if (first === undefined) continue;
    if (others.some(({ finding }) => finding !== first.finding)) {
      settle([first, ...others], { code: 'ROWS_CONTRADICT', column: 'word' });
    } else {
      toJudge.push(first);
      settle(others, { code: 'ROW_REPEATED', column: 'tube' });
    }
  }
  const readable = rows.filter(({ kind }) => kind === 'readable');
  const alarming = readable.filter(({ finding }) => finding !== undefined && isAlarming(finding));
  return { toJudge, settled, alarmShare: readable.length === 0 ? 0 : alarming.length / readable.length };
}
