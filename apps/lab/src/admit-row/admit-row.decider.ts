import type { TubeRow } from '../tube/tube.js';
import type { Turn } from '../tube/turn.js';
import { landRows } from '../upload/land-row.decider.js';

/**
 * A supervisor answers for a row that came sooner than the assay can run. An alarm that landed behind that gate is
 * freed; a row that was held is judged again, and every other doubt about it still counts. Releasing stays a third act.
 *
 * @returns true when the row was there to be admitted
 */
export function admitRow(turn: Turn, waiting: TubeRow): boolean {
  const { effective } = turn.tube;
  const isLanded = effective?.uploadId === waiting.uploadId && effective.row === waiting.row.row;
  if (!isLanded) {
    turn.change({ rows: [...turn.tube.rows, waiting] });
    landRows(turn);
    return true;
  }
  if (effective.gate !== 'RUN_TOO_SHORT') return false;
  turn.setResult({ ...effective, gate: undefined });
  const { uploadId, row, version: resultVersion } = effective;
  turn.rowOutcomes.push({ uploadId, row, outcome: 'accepted', fault: undefined, resultVersion });
  return true;
}
