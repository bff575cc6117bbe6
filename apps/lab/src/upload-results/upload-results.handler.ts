import { Refusal } from '@lib/contracts/refusals';
import { CLOCK, Database, failpoint, limits } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { settle } from '../tube/settle.decider.js';
import { TubeStore } from '../tube/tube.store.js';
import type { TakenTubes } from '../tube/tube.store.js';
import type { By, Turn } from '../tube/turn.js';
import { readUpload } from '../upload/read-upload.js';
import type { ReadUpload } from '../upload/read-upload.js';
import { rowCodes } from '@lib/contracts/result-row-codes';
import { sortRows } from '../upload/sort-rows.decider.js';
import type { SortedRows } from '../upload/sort-rows.decider.js';
import { digestOf, jobOf } from '../upload/upload-job.js';
import { reportOf } from '../upload/upload-report.js';
import type { UploadReport } from '../upload/upload-report.js';
import type { ReadableRow } from '../upload/upload-row.js';
import { UploadStore, contentOf } from '../upload/upload.store.js';
import type { NewUpload, RowOutcomes } from '../upload/upload.store.js';
import { UploadProgress } from './upload-progress.js';

export interface UploadCommand {
  readonly bytes: Uint8Array;
  readonly labCode: string;
  readonly by: By;
}

/**
 * Takes in a laboratory's file. All of it is one transaction: either every row that was read is recorded with its
 * outcome, or nothing is, so that rows read and rows recorded cannot differ. The same bytes are the same upload.
 */
@Injectable()
export class UploadResults {
  constructor(
    private readonly database: Database,
    private readonly uploads: UploadStore,
    private readonly tubes: TubeStore,
    private readonly progress: UploadProgress,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(command: UploadCommand): Promise<UploadReport> {
    const upload = await this.prepare(command);
    if ('report' in upload) return upload.report;
    const { job } = upload.upload;
    try {
      await this.recordPatiently(upload.upload, upload.sorted);
    } catch (error) {
      this.progress.set(upload.upload, { state: 'failed', rows: upload.upload.read.rows.length, judged: 0 });
      throw error;
    }
    failpoint('lab-upload-committed');
    const report = await this.uploads.report(command.labCode, job);
    if (report === undefined) throw new Error(`upload ${job} was committed and cannot be read`);
    this.progress.set(upload.upload, { state: 'done', rows: report.rows, judged: report.rows });
    return report;
  }

  /** Reads and judges like `run` and writes nothing. */
  async tryOut(command: UploadCommand): Promise<UploadReport> {
    const upload = this.newUpload(command, await readUpload(command.bytes));
    const sorted = sortRows(upload.read.rows);
    const now = this.clock.now();
    const rowsOf = this.rowsByTube(upload, sorted, now);
    const taken = await this.tubes.tryOut(this.database, [...rowsOf.keys()], now, (turn) => judge(turn, rowsOf));
    const { job, read } = upload;
    const outcomes = outcomesOf(job, sorted, taken);
    const rows = read.rows.map((row) => {
      const content = contentOf(row);
      const found = outcomes.get(row.row);
      return {
        row: row.row,
        tubeText: row.kind === 'readable' ? row.tubeId : row.tubeText,
        finding: row.finding ?? null,
        ct: content.ct,
        testedAt: content.tested_at ?? null,
        outcome: found?.outcome ?? 'rejected',
        code: found?.fault?.code ?? null,
        column: found?.fault?.column ?? null,
        cells: row.cells,
      };
    });
    const { format, titles, encoding = null } = read;
    const file = { job, state: 'dry-run', format, encoding, rowsRead: rows.length, isReleased: false, titles } as const;
    return reportOf(file, rows);
  }

  private async prepare(
    command: UploadCommand,
  ): Promise<{ report: UploadReport } | { upload: NewUpload; sorted: SortedRows }> {
    const job = jobOf(command.labCode, digestOf(command.bytes));
    const own = { labCode: command.labCode, job };
    const known = await this.uploads.report(command.labCode, job);
    if (known !== undefined) return { report: known };
    this.progress.set(own, { state: 'reading', rows: 0, judged: 0 });
    try {
      const read = await readUpload(command.bytes);
      this.progress.set(own, { state: 'judging', rows: read.rows.length, judged: 0 });
      const sorted = sortRows(read.rows);
      return { upload: { ...this.newUpload(command, read), alarmShare: sorted.alarmShare }, sorted };
    } catch (error) {
      this.progress.set(own, { state: 'failed', rows: 0, judged: 0 });
      throw error;
    }
  }

  // A count, a hand-over or the same file from another hand may hold these tubes for longer than a lock is waited for.
  private async recordPatiently(upload: NewUpload, sorted: SortedRows): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.database.transaction((tx) => this.record(tx, upload, sorted));
      } catch (error) {
        if (!isLockConflict(error)) throw error;
        if (attempt === attemptsMax) throw new Refusal('BUSY');
      }
    }
  }

  private async record(tx: Tx, upload: NewUpload, sorted: SortedRows): Promise<void> {
    // The other sender of the same bytes has committed while this one waited at the insert: its upload is the one.
    if (!(await this.uploads.begin(tx, upload))) return;
    const rowsOf = this.rowsByTube(upload, sorted, tx.recordedAt);
    const taken = await this.tubes.take(tx, [...rowsOf.keys()], (turn) => {
      judge(turn, rowsOf);
      this.progress.judge(upload);
    });
    const rows = upload.read.rows;
    this.progress.set(upload, { state: 'writing', rows: rows.length, judged: rows.length });
    await this.uploads.keepRows(tx, upload, rows, outcomesOf(upload.job, sorted, taken));
    failpoint('lab-rows-kept');
    await this.tubes.save(tx, taken, upload.job);
  }

  private newUpload(command: UploadCommand, read: ReadUpload): NewUpload {
    const { bytes, labCode, by } = command;
    const sha256 = digestOf(bytes);
    const who = { labCode, uploadedBy: by.actor, deviceId: by.deviceId, capturedAt: by.capturedAt };
    return { job: jobOf(labCode, sha256), sha256, bytes: bytes.length, read, alarmShare: 0, ...who };
  }

  private rowsByTube(upload: NewUpload, sorted: SortedRows, recordedAt: Date): RowsByTube {
    const { job, labCode, uploadedBy, deviceId, capturedAt } = upload;
    const shared = { uploadId: job, labCode, uploadedBy, deviceId, capturedAt, recordedAt };
    const { toJudge, contradicted, alarmShare } = sorted;
    return new Map(
      toJudge.map((row) => {
        const isContradicted = contradicted.has(row.tubeId);
        return [row.tubeId, { ...shared, alarmShare, isContradicted, row }];
      }),
    );
  }
}

// Each attempt waits five seconds for a lock; a sender waits two minutes for an answer.
const attemptsMax = limits.uploadAttempts.value;

// Lock not available, deadlock, serialization failure: the same work succeeds when it is run again.
const isLockConflict = (error: unknown): boolean =>
  ['55P03', '40P01', '40001'].includes(String((error as { code?: unknown }).code));

type RowsByTube = ReadonlyMap<string, Turn['tube']['rows'][number] & { readonly row: ReadableRow }>;

function judge(turn: Turn, rowsOf: RowsByTube): void {
  const mine = rowsOf.get(turn.tube.tubeId);
  if (mine !== undefined) turn.change({ rows: [...turn.tube.rows, mine] });
  settle(turn);
}

function outcomesOf(job: string, sorted: SortedRows, taken: TakenTubes): RowOutcomes {
  const judged = taken.turns
    .flatMap((turn) => turn.rowOutcomes)
    .filter(({ uploadId }) => uploadId === job)
    .map(({ row, outcome, fault, resultVersion }) => [row, { outcome, fault, resultVersion }] as const);
  const settled = sorted.settled.map(({ row, fault }) => {
    const { outcome } = rowCodes[fault.code];
    return [row, { outcome, fault, resultVersion: undefined }] as const;
  });
  return new Map([...settled, ...judged]);
}
