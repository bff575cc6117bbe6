import type { DispatchKind } from '@lib/contracts/jobs/deliver-dispatch.v1';
import type { Tx } from '@lib/platform';
import type { Role } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';

/** One call that a worker has just told; without a person nobody was on that duty, and there is nobody to notify. */
export interface ToldCall {
  readonly dispatchId: string;
  readonly escalationId: string | null;
  readonly taskId: string | null;
  readonly campaignId: string;
  readonly kind: DispatchKind;
  readonly districtCode: string;
  readonly call: number;
  readonly role: Role;
  readonly person: string | null;
  readonly reason: string;
}

/** What rings at the person: the one place from which channels are asked for, in the transaction of the fence. */
@Injectable()
export class DispatchNotices {
  async request(_tx: Tx, _told: readonly ToldCall[]): Promise<void> {
    // The person's own list shows the dispatch; no channel beside it is bound yet.
  }
}
