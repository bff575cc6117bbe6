import { Database, insertRows, Log } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

/** A stored value that did not open: moved, altered, or sealed under a key that is gone. */
export interface UnreadableValue {
  readonly participantId: string;
  readonly column: string;
  readonly keyId: string;
}

const columns = {
  participant_id: 'uuid',
  column_name: 'text',
  key_id: 'text',
  first_seen_at: 'timestamptz',
  last_seen_at: 'timestamptz',
  times: 'int',
};

/** Keeps what did not open, for the auditor: somebody may have moved or altered it. */
@Injectable()
export class UnreadableValues {
  constructor(
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  async note(values: readonly UnreadableValue[]): Promise<void> {
    if (values.length === 0) return;
    this.log.warn('stored values do not open', { count: values.length, first: values[0]?.participantId ?? '' });
    await this.database.transaction((tx) => this.noteIn(tx, values));
  }

  async noteIn(tx: Tx, values: readonly UnreadableValue[]): Promise<void> {
    const seen = { first_seen_at: tx.recordedAt, last_seen_at: tx.recordedAt, times: 1 };
    const rows = values.map(({ participantId, column, keyId }) => ({
      participant_id: participantId,
      column_name: column,
      key_id: keyId,
      ...seen,
    }));
    await insertRows(tx, 'unreadable_values', columns, rows, {
      onConflict: `(participant_id, column_name) do update set
          last_seen_at = excluded.last_seen_at, key_id = excluded.key_id, times = unreadable_values.times + 1`,
    });
  }
}
