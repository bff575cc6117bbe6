import { limits } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { NoticeChannel, NoticeKindName } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import type { Ringing } from '../notice/notice-bell.js';
import type { NoticeWords } from '../notice-template/house-words.js';
import { Grounds } from './grounds.store.js';
import type { Ground } from './grounds.store.js';

/** One way of one notice with all that its sending looks at, locked. */
export interface LockedSend extends NoticeWords, Ground {
  readonly noticeId: string;
  readonly channel: NoticeChannel;
  readonly state: string;
  readonly attempt: number;
  /** How many workers were lost over it: their claims ran out and nobody said how the try came out. */
  readonly lost: number;
  readonly epoch: number;
  readonly isDue: boolean;
  readonly campaignId: string;
  readonly participantId: string | null;
  readonly role: string | null;
  readonly districtCode: string | null;
  readonly kind: NoticeKindName;
  readonly causeKind: string;
  readonly causeId: string;
  readonly causeVersion: number;
  readonly fields: unknown;
  readonly siteCode: string | null;
  readonly until: Date | null;
  readonly requestedAt: Date;
  readonly campaignKind: 'live' | 'drill' | null;
  readonly restsOnKind: 'case' | 'measure' | 'order' | null;
  readonly restsOnId: string | null;
  readonly restsOnSequence: number | null;
  readonly resultVersion: number | null;
  readonly now: Date;
}

const lockSql = `
  select s.notice_id as "noticeId", s.channel, s.state, s.attempt, s.lost, s.epoch,
         coalesce(s.next_at <= (select clock_timestamp()), false) as "isDue", clock_timestamp() as now,
         n.campaign_id as "campaignId", n.participant_id as "participantId", n.to_role as role,
         n.to_district as "districtCode", n.kind, n.cause_kind as "causeKind", n.cause_id as "causeId",
         n.cause_version as "causeVersion", n.fields, n.site_code as "siteCode", n.until_at as until,
         n.requested_at as "requestedAt", c.kind as "campaignKind", n.rests_on_kind as "restsOnKind",
         n.rests_on_id as "restsOnId", n.rests_on_sequence as "restsOnSequence",
         t.subject_zh as "subjectZh", t.subject_en as "subjectEn", t.text_zh as "textZh", t.text_en as "textEn",
         n.result_version as "resultVersion"
    from notice_sends s
    join notices n on n.notice_id = s.notice_id
    join notice_templates t on t.kind = n.kind and t.version = n.template_version
    left join campaigns c on c.campaign_id = n.campaign_id
   where s.notice_id = $1 and s.channel = $2
     for update of s skip locked`;

/** The only writer of how far a way has come. */
@Injectable()
export class SendStore {
  constructor(private readonly grounds: Grounds) {}

  /**
   * Locks what a notice rests on, until the transaction ends, and then one way of it: a fact that changes what it rests on
   * locks in the same order and wakes the way. Out: undefined when another worker has it in hand.
   */
  async lock(tx: Tx, noticeId: string, channel: NoticeChannel): Promise<LockedSend | undefined> {
    const ground = await this.grounds.hold(tx, noticeId);
    const [send] = await tx.query<Omit<LockedSend, keyof Ground>>(lockSql, [noticeId, channel]);
    return send && { ...send, ...ground };
  }

  /** Claims a locked way for one try. Out: the epoch that the outcome must name. */
  async claim(tx: Tx, { noticeId, channel, epoch }: LockedSend): Promise<number> {
    await tx.execute(
      `update notice_sends set state = 'sending', attempt = attempt + 1, epoch = epoch + 1, sending_at = $3,
              next_at = clock_timestamp() + make_interval(secs => $4)
        where notice_id = $1 and channel = $2`,
      [noticeId, channel, tx.recordedAt, limits.noticeClaim.value / 1_000],
    );
    return epoch + 1;
  }

  /** Notes that a locked way lost its worker; it is due again within so many seconds, at a moment that chance names. */
  async noteLost(
    tx: Tx,
    { noticeId, channel, epoch }: Ringing,
    withinSeconds: number,
    reason: string,
  ): Promise<number> {
    await tx.execute(
      `update notice_sends set state = 'due', lost = lost + 1, epoch = epoch + 1, reason = $4,
              next_at = clock_timestamp() + make_interval(secs => $3 * random())
        where notice_id = $1 and channel = $2`,
      [noticeId, channel, withinSeconds, reason],
    );
    return epoch + 1;
  }

  /** Puts a locked way off. No try is used up. */
  async putOff(tx: Tx, { noticeId, channel }: Ringing, seconds: number, reason: string): Promise<number> {
    const [row] = await tx.query<{ epoch: number }>(
      `update notice_sends set state = 'due', epoch = epoch + 1, reason = $4,
              next_at = clock_timestamp() + make_interval(secs => $3)
        where notice_id = $1 and channel = $2 returning epoch`,
      [noticeId, channel, seconds, reason],
    );
    return row?.epoch ?? 0;
  }

  /** Settles a locked way without a try: overtaken, or no such way. */
  async settle(tx: Tx, { noticeId, channel }: Ringing, state: 'overtaken' | 'failed', reason: string): Promise<void> {
    await tx.execute(
      `update notice_sends set state = $3, epoch = epoch + 1, reason = $4, next_at = null,
              failed_at = case when $3 = 'failed' then $5::timestamptz end
        where notice_id = $1 and channel = $2`,
      [noticeId, channel, state, reason, tx.recordedAt],
    );
  }

  /** Out: whether this try is still the one that counts, with time left to end; whoever asks sends at once or not at all. */
  async isInHand(query: Pick<Tx, 'query'>, { noticeId, channel, epoch }: Ringing): Promise<boolean> {
    const held = await query.query(
      `select 1 from notice_sends where notice_id = $1 and channel = $2 and epoch = $3 and state = 'sending'
          and next_at > (select clock_timestamp()) + make_interval(secs => $4)`,
      [noticeId, channel, epoch, limits.noticeSend.value / 1_000],
    );
    return held.length > 0;
  }

  /** Writes how a try came out, where nobody has tried since. Out: false when somebody has: then this try counts for nothing. */
  async note(tx: Tx, { noticeId, channel, epoch }: Ringing, outcome: NotedOutcome): Promise<boolean> {
    const { state, reason, providerId, nextSeconds } = outcome;
    const count = await tx.execute(
      `update notice_sends set state = $4, reason = $5, provider_id = coalesce($6, provider_id),
              next_at = case when $7::float is null then null else clock_timestamp() + make_interval(secs => $7) end,
              sent_at = case when $4 in ('sent', 'delivered') then coalesce(sent_at, $8) else sent_at end,
              delivered_at = case when $4 = 'delivered' then $8 else delivered_at end,
              failed_at = case when $4 = 'failed' then $8 else failed_at end
        where notice_id = $1 and channel = $2 and epoch = $3 and state = 'sending'`,
      [noticeId, channel, epoch, state, reason, providerId, nextSeconds, tx.recordedAt],
    );
    return count === 1;
  }

  /**
   * Writes what the provider says of a short message. A state is never undone by an earlier one; what arrived is not sent
   * again, although the answer to the try was lost and the next one is due. Out: whether it is known.
   */
  async report(tx: Tx, noticeId: string, status: 'delivered' | 'read' | 'failed'): Promise<boolean> {
    const earlier = {
      delivered: ['due', 'sending', 'sent', 'failed'],
      read: ['due', 'sending', 'sent', 'failed', 'delivered'],
      failed: ['sending', 'sent'],
    };
    const changed = await tx.execute(
      `update notice_sends set state = $2, next_at = null, epoch = epoch + 1, sent_at = coalesce(sent_at, $3),
              delivered_at = case when $2 = 'failed' then delivered_at else coalesce(delivered_at, $3) end,
              read_at = case when $2 = 'read' then $3 end, read_by = case when $2 = 'read' then 'provider' end,
              failed_at = case when $2 = 'failed' then $3::timestamptz end,
              reason = case when $2 = 'failed' then 'rejected' end
        where notice_id = $1 and channel = 'sms' and state = any($4) and attempt > 0`,
      [noticeId, status, tx.recordedAt, earlier[status]],
    );
    if (changed > 0) return true;
    const known = await tx.query(`select 1 from notice_sends where notice_id = $1 and channel = 'sms'`, [noticeId]);
    return known.length > 0;
  }

  /** A person reads what they were told, on their page. Out: the notices that nobody had read before. */
  async noteRead(tx: Tx, noticeIds: readonly string[], by: string): Promise<string[]> {
    const rows = await tx.query<{ notice_id: string }>(
      `update notice_sends set state = 'read', next_at = null, read_at = $2, read_by = $3
        where notice_id = any($1::uuid[]) and state in ('sent', 'delivered', 'failed') returning notice_id`,
      [noticeIds, tx.recordedAt, by],
    );
    return rows.map((row) => row.notice_id);
  }

  /** Out: ways whose time has come, oldest first; in hand or forgotten by Redis, all the same. */
  async due(tx: Tx, graceSeconds: number, limit: number): Promise<Ringing[]> {
    return tx.query<Ringing>(
      `select notice_id as "noticeId", channel, epoch from notice_sends
        where next_at <= (select clock_timestamp()) - make_interval(secs => $1) order by next_at limit $2`,
      [graceSeconds, limit],
    );
  }
}

export interface NotedOutcome {
  readonly state: 'sent' | 'delivered' | 'failed' | 'due';
  readonly reason: string | null;
  readonly providerId: string | null;
  /** Seconds until the next try; null when there is none. */
  readonly nextSeconds: number | null;
}
