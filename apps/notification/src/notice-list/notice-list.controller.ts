import { uuid } from '@lib/contracts/fields';
import { listNotices } from '@lib/contracts/http/notification/notices';
import { Actor, boundTo, CLOCK, cursorOf, Database, encodeCursor, parse, isoSql } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { z } from 'zod';

const query = listNotices.query.extend({ cursor: cursorOf(uuid).optional() });
const pageRows = 200;

type Listed = z.input<typeof listNotices.response>['notices'][number];

const sql = `
  select n.notice_id as "noticeId", n.participant_id as "participantId", n.kind,
         n.template_version as "templateVersion", n.site_code as "siteCode", n.requested_at as "requestedAt",
         n.undelivered_at as "undeliveredAt", n.undelivered_reason as "undeliveredReason",
         jsonb_build_object('kind', n.cause_kind, 'id', n.cause_id, 'version', n.cause_version) as cause,
         (select coalesce(jsonb_agg(jsonb_build_object('channel', s.channel, 'state', s.state, 'attempts', s.attempt,
                   'reason', s.reason, 'sentAt', ${isoSql('s.sent_at')}, 'deliveredAt', ${isoSql('s.delivered_at')},
                   'readAt', ${isoSql('s.read_at')}, 'failedAt', ${isoSql('s.failed_at')}) order by s.channel), '[]')
            from notice_sends s where s.notice_id = n.notice_id) as sends
    from notices n
   where n.campaign_id = $1 and n.participant_id is not null
     and ($2::text is null or left(n.site_code, 6) = $2) and ($3::uuid is null or n.participant_id = $3)
     and ($4 = false or n.undelivered_at is not null) and ($5::uuid is null or n.notice_id < $5)
   order by n.notice_id desc limit ${pageRows + 1}`;

/** Who was told what, when, in which version of the words, and how it came out. */
@Controller()
export class NoticeListController {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listNotices.path)
  async get(@Actor() actor: Actor, @Param('campaignId') campaignId: string, @Query() asked: unknown) {
    const { participantId, state, cursor } = parse(query, asked);
    const { district = null } = boundTo(actor, listNotices);
    const rows = await this.database.query<Listed>(sql, [
      ...[parse(uuid, campaignId), district, participantId ?? null, state === 'undelivered', cursor?.[0] ?? null],
    ]);
    const notices = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? notices.at(-1)?.noticeId : undefined;
    const asOf = this.clock.now().toISOString();
    return { notices, asOf, ...(last === undefined ? {} : { next: encodeCursor(last) }) };
  }
}
