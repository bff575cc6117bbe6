import { isAlarming } from '@lib/vocabulary';
import type { RowCode } from '@lib/contracts/result-row-codes';
import type { ReadableRow, RowFault, UploadRow } from './upload-row.js';

/** A file's rows, sorted into those that are judged with their tube and those that the file itself settles. */
export interface SortedRows {
  readonly toJudge: readonly ReadableRow[];
  /** Tubes among those to be judged of which the file says something else as well. */
  readonly contradicted: ReadonlySet<string>;
  readonly settled: readonly { readonly row: number; readonly fault: RowFault }[];
  /** Alarming rows among the readable ones, 0..1: a mostly detected file alerts people and touches no resident. */
  readonly alarmShare: number;
}

/**
 * What a file says of itself: a row that cannot be read is refused, the same said again is a duplicate of the first, and
 * where a file says two different things of one tube none of them counts. Only the worst of them, where it is alarming,
 * goes on to be judged as contradicted: its alarm does not wait until somebody has looked at the curves.
 */
export function sortRows(rows: readonly UploadRow[]): SortedRows {
  const settled: { row: number; fault: RowFault }[] = [];
  const byTube = new Map<string, ReadableRow[]>();
  for (const row of rows) {
    if (row.kind === 'unreadable') settled.push({ row: row.row, fault: row.fault });
    else byTube.set(row.tubeId, [...(byTube.get(row.tubeId) ?? []), row]);
  }
  const toJudge: ReadableRow[] = [];
  const contradicted = new Set<string>();
  const settle = (of: readonly ReadableRow[], fault: { code: RowCode; column: RowFault['column'] }) =>
    settled.push(...of.map(({ row }) => ({ row, fault })));
  for (const [tubeId, [first, ...others]] of byTube) {
    if (first === undefined) continue;
    if (others.every(({ finding }) => finding === first.finding)) {
      toJudge.push(first);
      settle(others, { code: 'ROW_REPEATED', column: 'tube' });
      continue;
    }
    const said = [first, ...others];
    const worst = said.find(({ finding }) => finding === 'detected') ?? said.find(({ finding }) => isAlarming(finding));
    if (worst !== undefined) {
      toJudge.push(worst);
      contradicted.add(tubeId);
    }
    settle(
      said.filter((row) => row !== worst),
      { code: 'ROWS_CONTRADICT', column: 'word' },
    );
  }
  const readable = rows.filter(({ kind }) => kind === 'readable');
  const alarming = readable.filter(({ finding }) => finding !== undefined && isAlarming(finding));
  const alarmShare = readable.length === 0 ? 0 : alarming.length / readable.length;
  return { toJudge, contradicted, settled, alarmShare };
}
