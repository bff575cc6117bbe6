import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { TaskKindName } from './task-kinds.js';
import type { Task } from './task.js';

/** Whose tasks change hands: those of one campaign and of the district in which somebody answers for them. */
export interface Whereabouts {
  readonly campaignId: string;
  readonly districtCode: string;
  readonly participantIds: readonly string[];
}

// A person may have tasks elsewhere as well: given to somebody who does not see them, they would be nobody's.
const within = 'campaign_id = $1 and district_code = $2 and participant_id = any($3::uuid[])';

/** Whose tasks are: the only writer of their owners and of what is offered. */
@Injectable()
export class TaskOwners {
  /** Writes whose a locked task is now, and to whom it is offered. Out: its new version. */
  async keepOwner(tx: Tx, { taskId, ownerRole, ownerPerson, takenAt, offer }: Task): Promise<number> {
    const [row] = await tx.query<{ version: number }>(
      `update tasks set owner_role = $2, owner_person = $3, taken_at = $4, offered_to_role = $5, offered_to_person = $6,
              offered_by = $7, offered_at = $8, version = version + 1, changed_at = $9
        where task_id = $1 returning version`,
      [
        ...[taskId, ownerRole, ownerPerson, takenAt, offer?.toRole ?? null, offer?.toPerson ?? null],
        ...[offer?.by ?? null, offer?.at ?? null, tx.recordedAt],
      ],
    );
    if (row === undefined) throw new Error(`task ${taskId} vanished while it was locked`);
    return row.version;
  }

  /** Gives the open tasks of these kinds about these people, where nobody has them, to one person. Out: how many. */
  async assign(tx: Tx, about: Whereabouts, kinds: readonly TaskKindName[], person: string): Promise<number> {
    return tx.execute(
      `update tasks set owner_person = $5, taken_at = $6, changed_at = $6, version = version + 1
        where ${within} and kind = any($4::text[]) and state = 'open' and owner_person is null`,
      [about.campaignId, about.districtCode, about.participantIds, kinds, person, tx.recordedAt],
    );
  }

  /** Somebody sets to work on an open task: it is theirs, and seen to be in hand. */
  async takeInHand(tx: Tx, { taskId }: Task, person: string): Promise<void> {
    await tx.execute(
      `update tasks set owner_person = $2, taken_at = coalesce(taken_at, $3), changed_at = $3, version = version + 1,
              detail = detail || '{"inHand": true}' where task_id = $1 and state = 'open'`,
      [taskId, person, tx.recordedAt],
    );
  }

  /** Gives one person’s open tasks of these kinds about these people to another. Out: how many. */
  async handOn(
    tx: Tx,
    about: Whereabouts,
    kinds: readonly TaskKindName[],
    { from, to }: { readonly from: string; readonly to: string },
  ): Promise<number> {
    return tx.execute(
      `update tasks set owner_person = $6, taken_at = $7, changed_at = $7, version = version + 1,
              offered_to_role = null, offered_to_person = null, offered_by = null, offered_at = null
        where ${within} and kind = any($4::text[]) and state = 'open' and (owner_person = $5 or owner_person is null)`,
      [about.campaignId, about.districtCode, about.participantIds, kinds, from, to, tx.recordedAt],
    );
  }
}
