import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { CaseFollower, Changed } from '../subject/followers.js';
import { WaitStore } from './wait.store.js';
import { RoomStayStore } from '../room-stays/room-stay.store.js';

/** A hold that was lifted, or lost to an objection, ends the wait with it: nobody waits in a room for what is over. */
@Injectable()
export class EndedHolds implements CaseFollower {
  constructor(
    private readonly waits: WaitStore,
    private readonly stays: RoomStayStore,
  ) {}

  async follow(tx: Tx, changed: readonly Changed[]): Promise<void> {
    const ended = changed.flatMap(({ before, after }) =>
      after.measures
        .filter((one) => one.basis.kind === 'authority-order' && one.kind === 'hold' && one.ended !== null)
        .filter(({ measureId }) => before.measures.find((was) => was.measureId === measureId)?.ended === null),
    );
    if (ended.length === 0) return;
    const byMeasure = new Map(ended.map((one) => [one.measureId, one.ended]));
    for (const wait of await this.waits.ofMeasures(tx, [...byMeasure.keys()])) {
      const end = wait.measureId === null ? undefined : byMeasure.get(wait.measureId);
      // The result's own end is written by whoever heard of it, in this transaction.
      if (end?.because === 'result-released' || end?.because === 'no-result') continue;
      await this.waits.end(tx, wait, 'decided', end?.by ?? 'isolation');
      const stay = await this.stays.openOf(tx, wait, 'occupied');
      if (stay !== undefined && stay.stayId === wait.stayId) await this.stays.leave(tx, stay, 'isolation');
    }
  }
}
