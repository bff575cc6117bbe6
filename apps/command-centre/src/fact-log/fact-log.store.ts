import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { Fact } from './fact.js';

const columns = {
  event_id: 'uuid',
  type: 'text',
  campaign_id: 'uuid',
  round_id: 'uuid',
  aggregate_id: 'text',
  sequence: 'int',
  captured_at: 'timestamptz',
  recorded_at: 'timestamptz',
  content: 'jsonb',
};

interface FactRow {
  event_id: string;
  type: string;
  campaign_id: string;
  round_id: string | null;
  aggregate_id: string;
  sequence: number;
  captured_at: Date | null;
  recorded_at: Date;
  content: Record<string, unknown>;
}

/** The append-only log. An event id is stored once, whatever the inbox has forgotten since. */
@Injectable()
export class FactLog {
  /** Out: the facts that were not in the log before; only these may be counted. */
  async append(facts: readonly Fact[], tx: Tx): Promise<Fact[]> {
    const unique = [...new Map(facts.map((fact) => [fact.eventId, fact])).values()];
    const rows = unique.map((fact) => ({
      event_id: fact.eventId,
      type: fact.type,
      campaign_id: fact.campaignId,
      round_id: fact.roundId,
      aggregate_id: fact.aggregateId,
      sequence: fact.sequence,
      captured_at: fact.capturedAt,
      recorded_at: fact.recordedAt,
      content: fact.content,
    }));
    const added = await insertRows<{ event_id: string }>(tx, 'facts', columns, rows, {
      onConflict: '(event_id) do nothing',
      returning: ['event_id'],
    });
    const isNew = new Set(added.map((row) => row.event_id));
    return unique.filter((fact) => isNew.has(fact.eventId));
  }

  /** Out: the next facts after an event id, in order of id: any order will do, because the boards commute. */
  async read(tx: Tx, after: string | undefined, limit: number): Promise<Fact[]> {
    const rows = await tx.query<FactRow>(
      `select event_id, type, campaign_id, round_id, aggregate_id, sequence, captured_at, recorded_at, content
       from facts where $1::uuid is null or event_id > $1::uuid order by event_id limit $2`,
      [after ?? null, limit],
    );
    return rows.map((row) => ({
      eventId: row.event_id,
      type: row.type,
      campaignId: row.campaign_id,
      roundId: row.round_id,
      aggregateId: row.aggregate_id,
      sequence: row.sequence,
      capturedAt: row.captured_at,
      recordedAt: row.recorded_at,
      content: row.content,
    }));
  }
}
