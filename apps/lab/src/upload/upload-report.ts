import type { parsedRow, uploadReport } from '@lib/contracts/http/lab/uploads';
import { isAlarming } from '@lib/vocabulary';
import type { Finding } from '@lib/vocabulary';
import type { z } from 'zod';
import { rowCodes } from '@lib/contracts/result-row-codes';
import type { RowCode } from '@lib/contracts/result-row-codes';
import type { StoredCt } from './stored-row.js';
import type { ColumnName } from './upload-columns.js';

export type UploadReport = z.output<typeof uploadReport>;

/** A row with what became of it, from the table or from a file that was only tried. */
export interface ReportedRow {
  readonly row: number;
  readonly tubeText: string;
  readonly finding: Finding | null;
  readonly ct: StoredCt;
  readonly testedAt: Date | null;
  readonly outcome: 'accepted' | 'held' | 'rejected' | 'duplicate';
  readonly code: RowCode | null;
  readonly column: ColumnName | null;
  readonly cells: Readonly<Partial<Record<ColumnName, string>>>;
}

export interface ReportedUpload {
  readonly job: string;
  readonly state: UploadReport['state'];
  readonly format: UploadReport['format'];
  readonly encoding: string | null;
  readonly rowsRead: number;
  readonly isReleased: boolean;
  readonly titles: Readonly<Partial<Record<ColumnName, string>>>;
}

// SARS-CoV-2 RNA by NAA with probe detection in a respiratory specimen, presence: what every row of the short form is.
const loinc = '94500-6';

/** Writes the report that is answered at the upload, at every look at it later, and by a dry run. */
export function reportOf(upload: ReportedUpload, rows: readonly ReportedRow[]): UploadReport {
  const count = (outcome: ReportedRow['outcome']): number => rows.filter((row) => row.outcome === outcome).length;
  return {
    job: upload.job,
    state: upload.state,
    format: upload.format,
    ...(upload.encoding === null ? {} : { encoding: upload.encoding }),
    rows: upload.rowsRead,
    accepted: count('accepted'),
    held: count('held'),
    rejected: count('rejected'),
    duplicates: count('duplicate'),
    alarming: rows.filter(({ finding }) => finding !== null && isAlarming(finding)).length,
    released: upload.isReleased,
    parsed: rows.map(parsedOf),
    errors: rows.flatMap((row) => errorOf(row, upload.titles)),
  };
}

const numberOf = (reading: StoredCt[keyof StoredCt]): number | null => (typeof reading === 'number' ? reading : null);

function parsedOf({ row, tubeText, finding, ct, testedAt }: ReportedRow): z.output<typeof parsedRow> {
  const { orf1ab, n, internalControl } = ct;
  return {
    row,
    specimen: tubeText,
    finding,
    loinc,
    ct: { orf1ab: numberOf(orf1ab), n: numberOf(n), internalControl: numberOf(internalControl) },
    resultedAt: testedAt?.toISOString() ?? null,
  };
}

function errorOf({ row, outcome, code, column, cells }: ReportedRow, titles: ReportedUpload['titles']) {
  if (code === null || outcome === 'accepted') return [];
  const entry = rowCodes[code];
  const title = column === null ? undefined : titles[column];
  const value = column === null ? undefined : cells[column];
  const error = {
    row,
    ...(title === undefined ? {} : { column: title }),
    ...(value === undefined ? {} : { value }),
    code,
    message: `第 ${row} 行：${entry.zh} / row ${row}: ${entry.en}`,
    hint: `${entry.hintZh} / ${entry.hintEn}`,
    outcome,
  };
  return [error];
}
