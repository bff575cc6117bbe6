import { Database, insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Finding } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import type { RowOutcome } from '../tube/turn.js';
import type { ReadUpload } from './read-upload.js';
import type { RowCode } from '@lib/contracts/result-row-codes';
import { storedCt } from './stored-row.js';
import type { StoredCt } from './stored-row.js';
import type { ColumnName } from './upload-columns.js';
import { reportOf } from './upload-report.js';
import type { ReportedRow, UploadReport } from './upload-report.js';
import type { UploadRow } from './upload-row.js';

/** An upload on its way into the tables. */
export interface NewUpload {
  readonly job: string;
  readonly labCode: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly read: ReadUpload;
  readonly alarmShare: number;
  readonly uploadedBy: string;
  readonly capturedAt: Date | undefined;
  readonly deviceId: string | undefined;
}

interface StoredUpload {
  readonly id: string;
  readonly format: 'csv' | 'xlsx';
  readonly encoding: string | null;
  readonly titles: Partial<Record<ColumnName, string>>;
  readonly rows_read: number;
  readonly released_at: Date | null;
}

interface StoredReportRow {
  readonly row: number;
  readonly tube_id: string | null;
  readonly tube_text: string | null;
  readonly finding: Finding | null;
  readonly ct: StoredCt;
  readonly tested_at: Date | null;
  readonly outcome: ReportedRow['outcome'];
  readonly code: RowCode | null;
  readonly code_column: ColumnName | null;
  readonly cells: ReportedRow['cells'];
}

const rowColumns = {
  upload_id: 'uuid',
  row: 'int',
  lab_code: 'text',
  tube_id: 'text',
  tube_text: 'text',
  finding: 'text',
  ct: 'jsonb',
  tested_at: 'timestamptz',
  tested_precision_ms: 'int',
  time_is_unreadable: 'boolean',
  kit: 'text',
  run: 'text',
  well: 'text',
  cells: 'jsonb',
  outcome: 'text',
  code: 'text',
  code_column: 'text',
  result_version: 'int',
  recorded_at: 'timestamptz',
  settled_at: 'timestamptz',
};

const chunkRowsMax = 1_000;

/** Writes uploads with their rows, and reads them back as reports. What a row becomes later is written with its tube. */
@Injectable()
export class UploadStore {
  constructor(private readonly database: Database) {}

  /** Out: false when these bytes are an upload already; the caller then reports that one. */
  async begin(tx: Tx, upload: NewUpload): Promise<boolean> {
    const { job, labCode, sha256, bytes, read, alarmShare, uploadedBy, deviceId, capturedAt } = upload;
    const inserted = await tx.execute(
      `insert into uploads (id, lab_code, sha256, bytes, format, encoding, titles, rows_read, alarm_share, uploaded_by,
                            device_id, captured_at, recorded_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (lab_code, sha256) do nothing`,
      [
        ...[job, labCode, sha256, bytes, read.format, read.encoding ?? null, JSON.stringify(read.titles)],
        ...[read.rows.length, alarmShare, uploadedBy, deviceId ?? null, capturedAt ?? null, tx.recordedAt],
      ],
    );
    return inserted === 1;
  }

  /** Writes every row that was read, with its outcome. Throws when a row has none: then nothing of the file is kept. */
  async keepRows(
    tx: Tx,
    { job, labCode }: NewUpload,
    rows: readonly UploadRow[],
    outcomes: RowOutcomes,
  ): Promise<void> {
    for (let from = 0; from < rows.length; from += chunkRowsMax) {
      const chunk = rows.slice(from, from + chunkRowsMax).map((row) => ({
        ...contentOf(row),
        ...outcomeOf(row.row, outcomes),
        upload_id: job,
        lab_code: labCode,
        recorded_at: tx.recordedAt,
        settled_at: tx.recordedAt,
      }));
      await insertRows(tx, 'upload_rows', rowColumns, chunk);
    }
  }

  /** Out: the report of an upload of this laboratory, or nothing. */
  async report(labCode: string, job: string): Promise<UploadReport | undefined> {
    const [upload] = await this.database.query<StoredUpload>(
      'select id, format, encoding, titles, rows_read, released_at from uploads where id = $1 and lab_code = $2',
      [job, labCode],
    );
    if (upload === undefined) return undefined;
    const rows = await this.database.query<StoredReportRow>(
      `select row, tube_id, tube_text, finding, ct, tested_at, outcome, code, code_column, cells
         from upload_rows where upload_id = $1 order by row`,
      [job],
    );
    const { id, format, encoding, titles, rows_read: rowsRead, released_at: releasedAt } = upload;
    const isReleased = releasedAt !== null;
    return reportOf({ job: id, state: 'done', format, encoding, rowsRead, isReleased, titles }, rows.map(reportedRow));
  }
}

/** Outcomes by row number. */
export type RowOutcomes = ReadonlyMap<number, Omit<RowOutcome, 'uploadId' | 'row'>>;

/** What a row says, in the columns of the table. */
export function contentOf(row: UploadRow) {
  if (row.kind === 'unreadable') {
    return {
      row: row.row,
      tube_text: row.tubeText,
      finding: row.finding,
      ct: {},
      cells: row.cells,
      time_is_unreadable: false,
    };
  }
  const time = row.testedAt;
  return {
    row: row.row,
    tube_id: row.tubeId,
    finding: row.finding,
    ct: storedCt(row.ct),
    tested_at: time === 'unreadable' ? undefined : time?.at,
    tested_precision_ms: time === 'unreadable' ? undefined : time?.precisionMs,
    time_is_unreadable: time === 'unreadable',
    kit: row.kit,
    run: row.run,
    well: row.well,
    cells: row.cells,
  };
}

function outcomeOf(row: number, outcomes: RowOutcomes): Record<string, unknown> {
  const found = outcomes.get(row);
  if (found === undefined) throw new Error(`row ${row} was read and has no outcome`);
  const { outcome, fault, resultVersion } = found;
  return { outcome, code: fault?.code, code_column: fault?.column, result_version: resultVersion };
}

function reportedRow(stored: StoredReportRow): ReportedRow {
  const { row, finding, ct, tested_at: testedAt, outcome, code, code_column: column, cells } = stored;
  const tubeText = stored.tube_id ?? stored.tube_text ?? '';
  return { row, tubeText, finding, ct, testedAt, outcome, code, column, cells };
}
