import { Refusal } from '@lib/contracts/refusals';
import { appendAudit } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { TubeStore } from '../tube/tube.store.js';
import type { TubeRow } from '../tube/tube.js';
import type { By, RowOutcome } from '../tube/turn.js';
import { rowOfStored } from '../upload/stored-row.js';
import type { StoredRow } from '../upload/stored-row.js';
import { admitRow } from './admit-row.decider.js';

export interface AdmitRowCommand {
  readonly job: string;
  readonly row: number;
  readonly reason: string;
  readonly labCode: string;
  readonly by: By;
}

export interface Admitted {
  readonly job: string;
  readonly row: number;
  readonly tubeId: string;
  readonly outcome: string;
  readonly resultVersion: number | null;
}

type HeldRow = StoredRow & {
  readonly code: string | null;
  readonly outcome: string;
  readonly uploaded_by: string;
  readonly alarm_share: number;
  readonly recorded_at: Date;
};

/** Lets a row land that was held for having come too soon; who brought it cannot, and what was said is kept. */
@Injectable()
export class AdmitRow {
  constructor(private readonly tubes: TubeStore) {}

  async run(tx: Tx, command: AdmitRowCommand): Promise<Admitted> {
    const { job, row, reason, by } = command;
    const held = await this.#find(tx, command);
    if (held.uploaded_by === by.actor) throw new Refusal('RELEASE_NEEDS_SECOND_PERSON', { job });
    const waiting = waitingRow(held, command);
    let outcome: Pick<RowOutcome, 'outcome' | 'resultVersion'> | undefined;
    await this.tubes.change(tx, [held.tube_id], (turn) => {
      if (!admitRow(turn, waiting)) throw new Refusal('ROW_NOT_HELD', { job, row });
      outcome = turn.rowOutcomes.find((one) => one.uploadId === job && one.row === row);
    });
    await tx.execute(
      `insert into admitted_rows (upload_id, row, tube_id, lab_code, reason, admitted_by, recorded_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [job, row, held.tube_id, command.labCode, reason, by.actor, tx.recordedAt],
    );
    const object = { kind: 'tube', id: held.tube_id };
    appendAudit(tx, { kind: 'row-admitted', object, detail: { upload: job, row } });
    const { resultVersion = null, outcome: became = 'held' } = outcome ?? {};
    return { job, row, tubeId: held.tube_id, outcome: became, resultVersion };
  }

  async #find(tx: Tx, { job, row, labCode }: AdmitRowCommand): Promise<HeldRow> {
    const [held] = await tx.query<HeldRow>(
      `select r.*, u.uploaded_by, u.alarm_share
         from upload_rows r join uploads u on u.id = r.upload_id
        where r.upload_id = $1 and r.row = $2 and r.lab_code = $3 for update of r`,
      [job, row, labCode],
    );
    if (held === undefined) throw new Refusal('UPLOAD_UNKNOWN', { job });
    if (held.outcome !== 'held' || held.code !== 'RUN_TOO_SHORT') throw new Refusal('ROW_NOT_HELD', { job, row });
    return held;
  }
}

const waitingRow = (held: HeldRow, { job, labCode, by }: AdmitRowCommand): TubeRow => ({
  uploadId: job,
  labCode,
  uploadedBy: held.uploaded_by,
  admittedBy: by.actor,
  deviceId: by.deviceId,
  capturedAt: undefined,
  recordedAt: held.recorded_at,
  alarmShare: held.alarm_share,
  isContradicted: false,
  row: rowOfStored(held),
});
