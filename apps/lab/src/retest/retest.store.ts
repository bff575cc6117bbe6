import { RetestAnsweredV1 } from '@lib/contracts/events/lab/retest-answered.v1';
import { emit, Outbox } from '@lib/messaging';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

const columns = {
  ...{ tube_id: 'text', asked_version: 'int', campaign_id: 'uuid', site_code: 'text', reason: 'text' },
  ...{ requested_at: 'timestamptz', due_at: 'timestamptz', recorded_at: 'timestamptz' },
};

/** A result that is asked to be looked at again; times as they came, ISO 8601. */
export interface RetestRequest {
  readonly tubeId: string;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly resultVersion: number;
  readonly reason: string;
  readonly requestedAt: string;
  readonly dueAt: string;
}

/** What the laboratory says to a request. */
export interface RetestAnswer {
  readonly tubeId: string;
  readonly labCode: string;
  /** The version that counts now. */
  readonly resultVersion: number;
  readonly outcome: 'confirmed' | 'changed';
  readonly by: string;
}

/** The only writer of tubes that are to be tested again. */
@Injectable()
export class RetestStore {
  constructor(private readonly outbox: Outbox) {}

  /** Keeps requests; one that is known is left as it is. */
  async keep(tx: Tx, asked: readonly RetestRequest[]): Promise<void> {
    const rows = asked.map((one) => ({
      ...{ tube_id: one.tubeId, asked_version: one.resultVersion, campaign_id: one.campaignId },
      ...{ site_code: one.siteCode, reason: one.reason, requested_at: one.requestedAt, due_at: one.dueAt },
      recorded_at: tx.recordedAt,
    }));
    await insertRows(tx, 'retests', columns, rows, { onConflict: '(tube_id, asked_version) do nothing' });
  }

  /**
   * Answers whatever is asked about this tube and was not answered: `changed` answers questions about older versions,
   * `confirmed` the one about this very version. Out: how many questions that were.
   */
  async answer(tx: Tx, { tubeId, labCode, resultVersion, outcome, by }: RetestAnswer): Promise<number> {
    const answered = await tx.query<{ asked_version: number; campaign_id: string }>(
      `update retests set outcome = $3, result_version = $2, answered_by = $4, answered_at = $5
        where tube_id = $1 and outcome is null
          and case $3::text when 'changed' then asked_version < $2 else asked_version = $2 end
        returning asked_version, campaign_id`,
      [tubeId, resultVersion, outcome, by, tx.recordedAt],
    );
    await this.outbox.append(
      tx,
      answered.map(({ asked_version: askedVersion, campaign_id: campaignId }) => {
        const told = { tubeId, campaignId, labCode, askedVersion, outcome, resultVersion, answeredBy: by };
        return emit(RetestAnsweredV1, { ...told, answeredAt: tx.recordedAt.toISOString() }, { sequence: 1, actor: by });
      }),
    );
    return answered.length;
  }
}
