import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { RoomStayStore } from '../room-stays/room-stay.store.js';
import type { CaseFollower, Changed } from '../subject/followers.js';
import { TransferStore } from './transfer.store.js';

const isVerified = ({ case: one }: Changed['after']): boolean => one?.state === 'verified';

/**
 * A case that is verified no more is not fetched: its order is cancelled and its room given back. Whoever sits in the
 * vehicle already is not put out of it; their arrival is recorded as anybody's.
 */
@Injectable()
export class NeedlessTransfers implements CaseFollower {
  constructor(
    private readonly transfers: TransferStore,
    private readonly stays: RoomStayStore,
  ) {}

  async follow(tx: Tx, changed: readonly Changed[]): Promise<void> {
    for (const { before, after } of changed) {
      if (!isVerified(before) || isVerified(after)) continue;
      const transfer = await this.transfers.openOf(tx, after);
      if (transfer?.state !== 'ordered' || transfer.caseId !== after.case?.caseId) continue;
      await this.transfers.cancel(tx, transfer, 'isolation');
      const room = await this.stays.openOf(tx, after, 'reserved');
      if (room !== undefined && room.stayId === transfer.stayId) await this.stays.leave(tx, room, 'isolation');
    }
  }
}
