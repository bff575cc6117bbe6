import type { DispatchKind } from '@lib/contracts/jobs/deliver-dispatch.v1';
import type { Tx } from '@lib/platform';
import type { NoticeKindName, Role } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { dispatchWords } from '../dispatch/receivers.js';
import { NoticeLedger } from '../notice/notice-ledger.store.js';
import type { NoticeRequest } from '../notice/notice.js';

/** One call that a worker has just told; without a person nobody was on that duty, and the role alone is told. */
export interface ToldCall {
  readonly dispatchId: string;
  readonly taskId: string | null;
  readonly campaignId: string;
  readonly kind: DispatchKind;
  readonly siteCode: string;
  readonly districtCode: string;
  readonly call: number;
  readonly role: Role;
  readonly person: string | null;
  readonly reason: string;
}

/** What rings at the person: the one place from which channels are asked for, in the transaction of the fence. */
@Injectable()
export class DispatchNotices {
  constructor(private readonly notices: NoticeLedger) {}

  async request(tx: Tx, told: readonly ToldCall[]): Promise<void> {
    await this.notices.request(tx, told.map(noticeOf));
  }
}

function noticeOf(told: ToldCall): NoticeRequest {
  const { dispatchId, campaignId, kind, siteCode, districtCode, call, role, person } = told;
  const { zh, en } = dispatchWords[kind];
  return {
    campaignId,
    kind: noticeKindOf(told),
    to: { role, districtCode: role === 'command-centre' ? null : districtCode, person: person ?? undefined },
    cause: { kind: 'dispatch', id: dispatchId, version: call },
    fields: { what: `${zh} / ${en}`, siteCode },
    requestedBy: 'notification',
  };
}

function noticeKindOf({ reason, taskId }: ToldCall): NoticeKindName {
  if (reason === 'job-failed') return 'job-failed';
  if (taskId !== null) return 'task-overdue';
  return reason === 'opened' ? 'dispatch' : 'duty-call';
}
