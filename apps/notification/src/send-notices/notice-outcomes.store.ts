import { NoticeSettledV1 } from '@lib/contracts/events/notification/notice-settled.v1';
import { NoticeUndeliveredV1 } from '@lib/contracts/events/notification/notice-undelivered.v1';
import { emit, Outbox } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import type { NoticeCause, NoticeKindName } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { undeliveredReason } from './undelivered.decider.js';
import type { Outcome } from './undelivered.decider.js';

interface Row {
  readonly noticeId: string;
  readonly campaignId: string;
  readonly participantId: string;
  readonly kind: NoticeKindName;
  readonly causeKind: NoticeCause;
  readonly causeId: string;
  readonly causeVersion: number;
  readonly siteCode: string | null;
  readonly outcome: Outcome | null;
  readonly toldOutcome: Outcome | null;
  readonly reason: string | null;
  readonly isUndelivered: boolean;
  readonly isLate: boolean;
  readonly factsTold: number;
  readonly isDrill: boolean;
}

// The furthest that any way came; nothing while a way is still under way and none has reached anybody.
const outcomeSql = `case
    when bool_or(s.state = 'read') then 'read'
    when bool_or(s.state = 'delivered') then 'delivered'
    when bool_or(s.state = 'sent') then 'sent'
    when bool_or(s.state in ('due', 'sending')) then null
    when bool_or(s.state = 'overtaken') then 'overtaken'
    else 'failed' end`;

const readSql = `
  select n.notice_id as "noticeId", n.campaign_id as "campaignId", n.participant_id as "participantId", n.kind,
         n.cause_kind as "causeKind", n.cause_id as "causeId", n.cause_version as "causeVersion",
         n.site_code as "siteCode", n.told_outcome as "toldOutcome", n.facts_told as "factsTold",
         n.undelivered_at is not null as "isUndelivered",
         coalesce(n.undelivered_after <= (select clock_timestamp()), false) as "isLate", o.outcome, o.reason,
         exists (select 1 from campaigns c where c.campaign_id = n.campaign_id and c.kind = 'drill') as "isDrill"
    from notices n
    cross join lateral (select ${outcomeSql} as outcome, max(s.reason) filter (where s.state = 'failed') as reason
                          from notice_sends s where s.notice_id = n.notice_id) o
   where n.notice_id = any($1::uuid[]) and n.participant_id is not null
   order by n.notice_id
     for update of n`;

/** Tells the other rooms how notices to people came out, and of whom nobody could be reached: each once. */
@Injectable()
export class NoticeOutcomes {
  constructor(private readonly outbox: Outbox) {}

  /** Tells what has changed about these notices since it was last told. */
  async tell(tx: Tx, noticeIds: readonly string[]): Promise<void> {
    const rows = await tx.query<Row>(readSql, [noticeIds]);
    const at = tx.recordedAt.toISOString();
    const events = [];
    const changes = [];
    for (const row of rows) {
      let told = row.factsTold;
      const { noticeId, campaignId, participantId, kind, siteCode } = row;
      const cause = { kind: row.causeKind, id: row.causeId, version: row.causeVersion };
      const about = { noticeId, campaignId, participantId, kind, cause };
      const { outcome } = row;
      if (outcome !== null && outcome !== row.toldOutcome) {
        events.push(emit(NoticeSettledV1, { ...about, outcome, settledAt: at }, { sequence: (told += 1) }));
      }
      const reason = undeliveredReason(row);
      if (reason !== null && siteCode !== null) {
        const content = { ...about, siteCode, reason, undeliveredAt: at };
        events.push(emit(NoticeUndeliveredV1, content, { sequence: (told += 1) }));
      }
      changes.push({ noticeId, outcome: outcome ?? row.toldOutcome, reason, told });
    }
    await this.#keep(tx, changes);
    await this.outbox.append(tx, events);
  }

  /** Tells of the people whom nothing reached in time. Out: how many were looked at. */
  async tellLate(tx: Tx, limit: number): Promise<number> {
    const late = await tx.query<{ notice_id: string }>(
      `select notice_id from notices where undelivered_after <= (select clock_timestamp()) and undelivered_at is null
        order by undelivered_after limit $1 for update skip locked`,
      [limit],
    );
    const ids = late.map((row) => row.notice_id);
    if (ids.length === 0) return 0;
    await this.tell(tx, ids);
    // What did arrive, or was overtaken, is looked at once and no more.
    await tx.execute(
      'update notices set undelivered_after = null where notice_id = any($1::uuid[]) and undelivered_at is null',
      [ids],
    );
    return ids.length;
  }

  async #keep(
    tx: Tx,
    changes: readonly { noticeId: string; outcome: Outcome | null; reason: string | null; told: number }[],
  ): Promise<void> {
    await tx.execute(
      `update notices n set told_outcome = c.outcome, facts_told = c.told,
              undelivered_at = case when c.reason is null then n.undelivered_at else $5 end,
              undelivered_reason = coalesce(c.reason, n.undelivered_reason)
         from unnest($1::uuid[], $2::text[], $3::text[], $4::int[]) as c(notice_id, outcome, reason, told)
        where n.notice_id = c.notice_id`,
      [
        ...[changes.map((one) => one.noticeId), changes.map((one) => one.outcome), changes.map((one) => one.reason)],
        ...[changes.map((one) => one.told), tx.recordedAt],
      ],
    );
  }
}
