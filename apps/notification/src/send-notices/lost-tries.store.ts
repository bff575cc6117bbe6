import { limits, Log } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { districtOfSite } from '@lib/vocabulary';
import type { NoticeChannel } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { CallStore } from '../ladder/call.store.js';
import { callAboutFailure } from '../ladder/roster.decider.js';
import { NoticeLedger } from '../notice/notice-ledger.store.js';
import { afterLoss } from './lost-tries.decider.js';
import { NoticeOutcomes } from './notice-outcomes.store.js';
import { SendStore } from './send.store.js';
import type { LockedSend } from './send.store.js';

const reason = 'worker-lost';
const hourMs = 3_600_000;
const apartSeconds = limits.noticeApart.value / 1_000;

const wayWords: Readonly<Record<NoticeChannel, string>> = {
  screen: '屏幕 / a screen',
  mail: '邮件 / a mail',
  webhook: '外部系统通知 / a webhook',
  sms: '短信 / a short message',
};

/** Counts the workers that were lost over a way of a notice, and ends it where that has no end by itself. */
@Injectable()
export class LostTries {
  constructor(
    private readonly sends: SendStore,
    private readonly outcomes: NoticeOutcomes,
    private readonly calls: CallStore,
    private readonly notices: NoticeLedger,
    private readonly log: Log,
  ) {}

  /** In: a locked way whose claim ran out unanswered. Out: the way as it may be tried now; undefined when it may not. */
  async note(tx: Tx, send: LockedSend): Promise<LockedSend | undefined> {
    const { noticeId, channel } = send;
    const lost = send.lost + 1;
    const next = afterLoss(lost, limits.noticeLosses.value);
    this.log.warn('a worker was lost over a notice', { noticeId, channel, lost, next });
    const epoch = await this.sends.noteLost(tx, send, next === 'at-once' ? 0 : apartSeconds, reason);
    if (next === 'at-once') return { ...send, state: 'due', lost, epoch };
    if (next === 'failed-once') await this.#page(tx, send);
    if (next === 'over') {
      await this.sends.settle(tx, send, 'failed', reason);
      await this.outcomes.tell(tx, [noticeId]);
    }
    return undefined;
  }

  // One page an hour for a way in a district: what kills one worker may be in every notice of that way. A page about a
  // page would have no end.
  async #page(tx: Tx, { noticeId, channel, kind, campaignId, ...send }: LockedSend): Promise<void> {
    if (kind === 'job-failed') return;
    const districtCode = send.districtCode ?? (send.siteCode === null ? null : districtOfSite(send.siteCode));
    const call = callAboutFailure(districtCode, tx.recordedAt, await this.calls.running(tx));
    const isCity = call.role === 'command-centre';
    const siteCode = send.siteCode ?? undefined;
    await this.notices.request(tx, [
      {
        ...{ campaignId, kind: 'job-failed', requestedBy: 'notification', siteCode },
        to: { role: call.role, districtCode: isCity ? null : districtCode, person: call.duty?.person },
        cause: { kind: 'job', id: `send-notice.${channel}`, version: Math.floor(tx.recordedAt.getTime() / hourMs) },
        fields: { what: `${wayWords[channel]} ntc-${noticeId}`, siteCode },
      },
    ]);
  }
}
