import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, failpoint } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { requireRegistered } from '../register-lab/registered-labs.js';
import { TubeStore } from '../tube/tube.store.js';
import type { By } from '../tube/turn.js';
import { releaseResult } from './release-result.decider.js';

export interface ReleaseUploadCommand {
  readonly job: string;
  readonly exceptRows: readonly number[];
  readonly labCode: string;
  readonly by: By;
}

/** Releases every result that rests on an upload, except the rows named. The database refuses the uploader once more. */
@Injectable()
export class ReleaseUpload {
  constructor(private readonly tubes: TubeStore) {}

  async run(tx: Tx, command: ReleaseUploadCommand): Promise<{ job: string; released: number; kept: number }> {
    const { job, labCode, by } = command;
    const [upload] = await tx.query<{ uploaded_by: string; released_at: Date | null }>(
      'select uploaded_by, released_at from uploads where id = $1 and lab_code = $2 for update',
      [job, labCode],
    );
    if (upload === undefined) throw new Refusal('UPLOAD_UNKNOWN', { job });
    if (upload.uploaded_by === by.actor) throw new Refusal('RELEASE_NEEDS_SECOND_PERSON', { job });
    await requireRegistered(tx, labCode);
    const open = await openResults(tx, job);
    // Rows that were held at first may land after the upload was released; those are released by releasing it again.
    if (open.length === 0 && upload.released_at !== null) throw new Refusal('UPLOAD_ALREADY_RELEASED', { job });
    const excepted = new Set(command.exceptRows);
    const wanted = open.filter(({ row }) => !excepted.has(row)).map(({ tubeId }) => tubeId);
    let released = 0;
    await this.tubes.change(tx, wanted, (turn) => {
      if (releaseResult(turn, by)) released += 1;
    });
    failpoint('lab-upload-released');
    await tx.execute('update uploads set released_by = $2, released_at = $3 where id = $1', [
      job,
      by.actor,
      tx.recordedAt,
    ]);
    const kept = open.length - released;
    const detail = { labCode, released, kept };
    appendAudit(tx, { kind: 'upload-released', object: { kind: 'upload', id: job }, detail });
    return { job, released, kept };
  }
}

// A result belongs to the upload whose clean row took its gate away, else to the one that brought it.
async function openResults(tx: Tx, job: string): Promise<{ tubeId: string; row: number }[]> {
  const rows = await tx.query<{ tube_id: string; row: number }>(
    `select tube_id, row from results
      where effective and status = 'preliminary' and upload_id = $1 and confirmed_by_upload_id is null
      union all
     select r.tube_id, u.row from results r
       join upload_rows u on u.upload_id = r.confirmed_by_upload_id and u.tube_id = r.tube_id and u.outcome = 'accepted'
      where r.effective and r.status = 'preliminary' and r.confirmed_by_upload_id = $1`,
    [job],
  );
  return rows.map(({ tube_id, row }) => ({ tubeId: tube_id, row }));
}
