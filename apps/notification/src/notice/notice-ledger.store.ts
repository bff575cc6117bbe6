import { IDS, insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids, NoticeChannel } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { Ways } from '../channels/ways.js';
import { TemplateStore } from '../notice-template/template.store.js';
import { NoticeBell } from './notice-bell.js';
import { noticeColumns, sendColumns, toNoticeRow } from './notice-rows.js';
import type { NoticeRequest } from './notice.js';

/** A notice that is in the ledger now; a wish that somebody had before is not among them. */
export interface LedgerEntry {
  readonly noticeId: string;
  readonly request: NoticeRequest;
}

/**
 * The ledger of notices. Whoever wants somebody told calls `request` in the transaction of the decision that it follows
 * from; sending, repeating, overtaking and the door-knock list are the ledger's.
 *
 * ```ts
 * await this.notices.request(tx, [{
 *   campaignId, kind: 'dispatch', requestedBy: 'notification',
 *   to: { role: 'community-cadre', districtCode: '330105', siteCode: '330105-0001' },
 *   cause: { kind: 'dispatch', id: dispatchId, version: 1 },
 *   fields: { what: '社区接手 / community', siteCode: '330105-0001' },
 * }]);
 * ```
 * A duty's notice stands on the screens of that role at once (`GET /v1/alarms`, stream `/v1/alarms/stream`), and goes to
 * the mailboxes and webhooks that the file of channels lists for it. The same (addressee, kind, cause, version) is one
 * notice, however often it is asked for; to call the same people again, raise `cause.version`.
 */
@Injectable()
export class NoticeLedger {
  constructor(
    private readonly templates: TemplateStore,
    private readonly campaigns: CampaignStore,
    private readonly ways: Ways,
    private readonly bell: NoticeBell,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Writes what is new in two statements, however many there are. Out: the new ones only. Throws for a kind without approved words. */
  async request(tx: Tx, requests: readonly NoticeRequest[]): Promise<LedgerEntry[]> {
    if (requests.length === 0) return [];
    const versions = await this.templates.approvedVersions(tx);
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      requests.map(({ campaignId }) => campaignId),
    );
    const byId = new Map(requests.map((request) => [this.ids.uuid7(), request]));
    const rows = [...byId].map(([noticeId, request]) => {
      const templateVersion = versions.get(request.kind);
      if (templateVersion === undefined) throw new Error(`no approved words for ${request.kind}`);
      const { policy, timeScale } = rulesOf(request.campaignId);
      const waitMs = (policy.noticeDeliveryMinutesMax * 60_000) / timeScale;
      const undeliveredAfter = 'participantId' in request.to ? new Date(tx.recordedAt.getTime() + waitMs) : null;
      return toNoticeRow(request, { noticeId, templateVersion, at: tx.recordedAt, undeliveredAfter });
    });
    const kept = await insertRows<{ notice_id: string }>(tx, 'notices', noticeColumns, rows, {
      onConflict: 'do nothing',
      returning: ['notice_id'],
    });
    const fresh = kept.flatMap(({ notice_id: noticeId }) => {
      const request = byId.get(noticeId);
      return request === undefined ? [] : [{ noticeId, request }];
    });
    await this.#open(tx, fresh);
    return fresh;
  }

  async #open(tx: Tx, fresh: readonly LedgerEntry[]): Promise<void> {
    const sends = fresh.flatMap(({ noticeId, request }) =>
      (request.channels ?? this.ways.to(request)).map((channel) => ({ noticeId, channel })),
    );
    const rows = sends.map(({ noticeId, channel }) => ({
      notice_id: noticeId,
      channel,
      ...firstState(channel, tx.recordedAt),
    }));
    await insertRows(tx, 'notice_sends', sendColumns, rows);
    const ringing = sends.filter(({ channel }) => channel !== 'screen');
    tx.afterCommit(() => this.bell.ring(ringing.map((send) => ({ ...send, epoch: 0 }))));
  }
}

// What stands in the ledger stands on the screen: nothing is left to be sent.
const firstState = (channel: NoticeChannel, at: Date) =>
  channel === 'screen' ? { state: 'sent', next_at: null, sent_at: at } : { state: 'due', next_at: at, sent_at: null };
