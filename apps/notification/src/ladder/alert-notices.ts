import type { Tx } from '@lib/platform';
import type { Role } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { NoticeLedger } from '../notice/notice-ledger.store.js';
import type { NoticeRequest } from '../notice/notice.js';

/** A call of an alert's own ladder; without a person nobody was on that duty, and the role alone is told. */
export interface AlertCall {
  readonly escalationId: string;
  readonly call: number;
  readonly role: Role;
  readonly person: string | null;
  readonly reason: string;
}

interface Place {
  readonly escalationId: string;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly districtCode: string;
}

/** What an alert rings with on the screens of those whom its ladder calls, in the transaction of the call. */
@Injectable()
export class AlertNotices {
  constructor(private readonly notices: NoticeLedger) {}

  async request(tx: Tx, calls: readonly AlertCall[]): Promise<void> {
    if (calls.length === 0) return;
    const places = await tx.query<Place>(
      `select escalation_id as "escalationId", campaign_id as "campaignId", site_code as "siteCode",
              district_code as "districtCode"
         from escalations where escalation_id = any($1::uuid[])`,
      [[...new Set(calls.map(({ escalationId }) => escalationId))]],
    );
    const placeOf = new Map(places.map((place) => [place.escalationId, place]));
    await this.notices.request(
      tx,
      calls.flatMap((call) => {
        const place = placeOf.get(call.escalationId);
        return place === undefined ? [] : [noticeOf(call, place)];
      }),
    );
  }
}

const kinds: Readonly<Record<string, NoticeRequest['kind']>> = { opened: 'dispatch', 'job-failed': 'job-failed' };

const noticeOf = ({ call, role, person, reason }: AlertCall, place: Place): NoticeRequest => ({
  campaignId: place.campaignId,
  kind: kinds[reason] ?? 'duty-call',
  to: { role, districtCode: role === 'command-centre' ? null : place.districtCode, person: person ?? undefined },
  cause: { kind: 'escalation', id: place.escalationId, version: call },
  fields: { what: '检出警报 / an alert of a detection', siteCode: place.siteCode },
  requestedBy: 'notification',
});
