import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

/** What a call on a screen was about, and who has it in hand now. */
export interface TakenInHand {
  readonly kind: 'dispatch' | 'escalation';
  readonly id: string;
  readonly by: string;
}

/** Stops what rings for something that a person has taken: whoever else was called for it need not come. */
@Injectable()
export class AlarmSilence {
  /** Every call about these is read, by whoever took them. One that was read before keeps its reader. */
  async of(tx: Tx, taken: readonly TakenInHand[]): Promise<void> {
    if (taken.length === 0) return;
    await tx.execute(
      `update notice_sends s set state = 'read', read_at = $4, read_by = t.person
         from unnest($1::text[], $2::text[], $3::text[]) as t (kind, id, person)
         join notices n on n.cause_kind = t.kind and n.cause_id = t.id and n.to_role is not null
        where s.notice_id = n.notice_id and s.channel = 'screen' and s.read_at is null`,
      [taken.map(({ kind }) => kind), taken.map(({ id }) => id), taken.map(({ by }) => by), tx.recordedAt],
    );
  }
}
