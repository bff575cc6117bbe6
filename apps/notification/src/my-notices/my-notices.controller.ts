import { listMyNotices } from '@lib/contracts/http/notification/notices';
import { noticeFields } from '@lib/contracts/notice';
import { Actor, boundTo, CLOCK, CONFIG, Database, parse } from '@lib/platform';
import type { NoticeKindName } from '@lib/vocabulary';
import type { Clock } from '@lib/vocabulary';
import { Body, Controller, Header, HttpCode, Inject, Post } from '@nestjs/common';
import type { NoticeWords } from '../notice-template/house-words.js';
import { written } from '../notice-template/written.js';
import type { NotificationConfig } from '../notification.config.js';
import { NoticeOutcomes } from '../send-notices/notice-outcomes.store.js';
import { knownOf } from '../send-notices/known.js';
import type { KnownRow } from '../send-notices/known.js';
import { maySend } from '../send-notices/may-send.decider.js';
import { SendStore } from '../send-notices/send.store.js';

interface Row extends NoticeWords, Omit<KnownRow, 'kind' | 'until' | 'callOver'> {
  readonly noticeId: string;
  readonly kind: NoticeKindName;
  readonly fields: unknown;
  readonly isDrill: boolean;
  readonly requestedAt: Date;
  readonly isTold: boolean;
}

const noticesMax = 100;

const mineSql = `
  select n.notice_id as "noticeId", n.kind, n.fields, n.requested_at as "requestedAt", s.state <> 'failed' as "isTold",
         coalesce(c.kind = 'drill', false) as "isDrill", t.subject_zh as "subjectZh",
         t.subject_en as "subjectEn", t.text_zh as "textZh", t.text_en as "textEn",
         n.rests_on_kind as "restsOnKind", n.rests_on_id as "restsOnId", n.rests_on_sequence as "restsOnSequence",
         st.state as "standingState", st.sequence as "standingSequence", n.result_version as "resultVersion",
         r.result_version as "releasedVersion", r.status as "releasedStatus"
    from notices n
    join notice_sends s on s.notice_id = n.notice_id and s.state in ('sent', 'delivered', 'read', 'failed')
    join notice_templates t on t.kind = n.kind and t.version = n.template_version
    left join campaigns c on c.campaign_id = n.campaign_id
    left join notice_standings st on st.kind = n.rests_on_kind and st.id = n.rests_on_id
    left join released_results r on r.tube_id = n.result_tube_id
   where n.participant_id = $1 order by n.requested_at desc limit ${noticesMax}`;

// What never reached them is told here and now, so it is looked at again like anything that is told; being late is no
// reason to hide how somebody may object.
const isShown = (row: Row, now: Date): boolean =>
  row.isTold || maySend(knownOf({ ...row, until: null, callOver: null }), now) === 'go';

/** What a person was told, on the person's own page; only what did go out, or could not for want of a way. */
@Controller()
export class MyNoticesController {
  constructor(
    private readonly database: Database,
    private readonly sends: SendStore,
    private readonly outcomes: NoticeOutcomes,
    @Inject(CONFIG) private readonly config: NotificationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post(listMyNotices.path)
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async post(@Actor() actor: Actor, @Body() body: unknown) {
    parse(listMyNotices.request, body);
    const { participant } = boundTo(actor, listMyNotices);
    const rows = await this.database.transaction(async (tx) => {
      const found = (await tx.query<Row>(mineSql, [participant])).filter((row) => isShown(row, tx.recordedAt));
      const ids = found.map(({ noticeId }) => noticeId);
      const read = await this.sends.noteRead(tx, ids, actor.id);
      await this.outcomes.tell(tx, read);
      return found;
    });
    const page = this.config.noticePageUrl ?? '';
    const notices = rows.map(({ fields, ...row }) => {
      const { zh, en } = written(row, parse(noticeFields, fields), { page, isDrill: row.isDrill });
      const { noticeId, kind, isDrill } = row;
      return {
        ...{ noticeId, kind, isDrill, requestedAt: row.requestedAt.toISOString() },
        ...{ subjectZh: zh.subject, subjectEn: en.subject, textZh: zh.text, textEn: en.text },
      };
    });
    return { notices, asOf: this.clock.now().toISOString() };
  }
}
