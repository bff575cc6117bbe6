import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { RoomStayStore } from '../room-stays/room-stay.store.js';
import type { CaseFollower, Changed } from '../subject/followers.js';
import { TransferStore } from './transfer.store.js';
import type { Transfer } from './transfer.store.js';

const isVerified = ({ case: one }: Changed['after']): boolean => one?.state === 'verified';

// A transfer that was lifted, by itself or with the isolation that it leads to.
const isLifted = ({ before, after }: Changed, measureId: string | null): boolean => {
  const now = after.measures.find((one) => one.measureId === measureId)?.ended?.because;
  const isOver = now === 'lifted' || now === 'appeal-won';
  return isOver && before.measures.some((one) => one.measureId === measureId && one.ended === null);
};

const isUnverified = ({ before, after }: Changed): boolean => isVerified(before) && !isVerified(after);

const isNeedless = (one: Changed, { caseId, measureId }: Transfer): boolean =>
  (isUnverified(one) && caseId === one.after.case?.caseId) || isLifted(one, measureId);

const hasLifted = (one: Changed): boolean =>
  one.after.measures.some(({ kind, measureId }) => kind === 'transfer' && isLifted(one, measureId));

/**
 * A case that is verified no more, or whose isolation was lifted, is not fetched: its order is cancelled and its room given back. Whoever sits in the
 * vehicle already is not put out of it; their arrival is recorded as anybody's.
 */
@Injectable()
export class NeedlessTransfers implements CaseFollower {
  constructor(
    private readonly transfers: TransferStore,
    private readonly stays: RoomStayStore,
  ) {}

  async follow(tx: Tx, changed: readonly Changed[]): Promise<void> {
    for (const one of changed) {
      const { after } = one;
      if (!isUnverified(one) && !hasLifted(one)) continue;
      const transfer = await this.transfers.openOf(tx, after);
      if (transfer?.state !== 'ordered' || !isNeedless(one, transfer)) continue;
      await this.transfers.cancel(tx, transfer, 'isolation');
      const room = await this.stays.openOf(tx, after, 'reserved');
      if (room !== undefined && room.stayId === transfer.stayId) await this.stays.leave(tx, room, 'isolation');
    }
  }
}
