import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

/** The laboratory takes a result version back, and every earlier version of that tube with it. */
export interface Withdrawal {
  readonly tubeId: string;
  readonly supersedes: number;
  readonly resultVersion: number;
  readonly reason: string;
  readonly actor: string;
}

const columns = {
  tube_id: 'text',
  supersedes: 'int',
  result_version: 'int',
  reason: 'text',
  actor: 'text',
  recorded_at: 'timestamptz',
};

/** Keeps withdrawals, because one may come before the detection that it takes back. */
@Injectable()
export class WithdrawalStore {
  async keep(tx: Tx, withdrawals: readonly Withdrawal[]): Promise<void> {
    const rows = withdrawals.map(({ tubeId, supersedes, resultVersion, reason, actor }) => ({
      tube_id: tubeId,
      supersedes,
      result_version: resultVersion,
      reason,
      actor,
      recorded_at: tx.recordedAt,
    }));
    await insertRows(tx, 'withdrawals', columns, rows, { onConflict: '(tube_id, supersedes) do nothing' });
  }

  async ofTubes(tx: Tx, tubeIds: readonly string[]): Promise<Withdrawal[]> {
    return tx.query<Withdrawal>(
      `select tube_id as "tubeId", supersedes, result_version as "resultVersion", reason, actor
         from withdrawals where tube_id = any($1::text[]) order by tube_id, supersedes`,
      [tubeIds],
    );
  }
}
