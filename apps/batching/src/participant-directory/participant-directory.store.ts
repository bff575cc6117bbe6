import { Database, type Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

/** Rows of one partition: small enough to be dropped or moved by itself, large enough that a city has few of them. */
const entriesPerPartition = 5_000_000;
/** Tubes that are filed in one transaction. */
const tubesPerTurnMax = 500;

/** What one turn of filing did. */
export interface FilingTurn {
  readonly tubes: number;
  readonly conflicts: number;
}

/**
 * Which person is in which tubes: filled from sealed tubes after their commit, so that sampling never waits for it. A
 * person with a second living tube in one round is written down as a conflict; nobody is refused for it.
 */
@Injectable()
export class ParticipantDirectory {
  constructor(private readonly database: Database) {}

  /** True when a sealed tube waits to be filed; one small look, so that an idle service costs next to nothing. */
  async hasWork(): Promise<boolean> {
    const [row] = await this.database.query<{ waits: boolean }>('select exists (select from tubes_to_file) as waits');
    return row?.waits === true;
  }

  /** Files what waits, at most 500 tubes. Out: how many, and how many conflicts came to light; no tubes when another process files. */
  fileTurn(): Promise<FilingTurn> {
    return this.database.transaction(async (tx) => {
      if (!(await this.isOnlyFiler(tx))) return { tubes: 0, conflicts: 0 };
      const taken = await tx.query<{ tube_id: string }>(
        `delete from tubes_to_file where entry in (select entry from tubes_to_file order by entry limit $1)
          returning tube_id`,
        [tubesPerTurnMax],
      );
      if (taken.length === 0) return { tubes: 0, conflicts: 0 };
      await this.makePartitions(tx);
      const tubeIds = taken.map(({ tube_id }) => tube_id);
      return { tubes: tubeIds.length, conflicts: await this.file(tx, tubeIds) };
    });
  }

  // Two that file at once would each miss the tube that the other one files.
  private async isOnlyFiler(tx: Tx): Promise<boolean> {
    const [lock] = await tx.query<{ mine: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('bulou:participant-directory:' || current_schema(), 0)) as mine`,
    );
    return lock?.mine === true;
  }

  // Those who were filed before are found by index; those of this very turn only among themselves, because a statement
  // does not see what it inserts. A recollection is a second tube on purpose, and a void tube is none.
  private file(tx: Tx, tubeIds: readonly string[]): Promise<number> {
    return tx.execute(
      `with member as materialized (
         select member.subject_id as participant_id, member.position, member.recorded_at,
                tube.tube_id, tube.campaign_id, tube.round_id, tube.purpose,
                tube.purpose = 'round' and tube.state <> 'void' as counts
           from tubes as tube join tube_members as member using (tube_id)
          where tube.tube_id = any($1::text[]) and member.subject_kind = 'person'
       ), filed as (
         insert into participant_tubes
                (entry, participant_id, campaign_id, round_id, tube_id, position, purpose, recorded_at, filed_at)
         select nextval('participant_tubes_entry'), participant_id, campaign_id, round_id, tube_id,
                position, purpose, recorded_at, $2::timestamptz
           from member
       ), pair as (
         select later.campaign_id, later.round_id, later.participant_id, later.tube_id, other.tube_id as other_tube_id
           from member as later
           join participant_tubes as other
             on other.participant_id = later.participant_id and other.round_id = later.round_id
            and other.tube_id <> later.tube_id and other.purpose = 'round'
           join tubes as theirs on theirs.tube_id = other.tube_id and theirs.state <> 'void'
          where later.counts
          union all
         select later.campaign_id, later.round_id, later.participant_id, later.tube_id, other.tube_id
           from member as later
           join member as other using (participant_id, round_id)
          where later.counts and other.counts and later.tube_id > other.tube_id
       )
       insert into round_conflicts (round_id, participant_id, tube_id, earlier_tube_id, campaign_id, found_at)
       select distinct round_id, participant_id, greatest(tube_id, other_tube_id), least(tube_id, other_tube_id),
              campaign_id, $2::timestamptz
         from pair
       on conflict do nothing`,
      [tubeIds, tx.recordedAt],
    );
  }

  // The one after next is made while this one is filled: filing must never stand before a missing partition.
  private async makePartitions(tx: Tx): Promise<void> {
    const [last] = await tx.query<{ entry: number }>(
      `select case when is_called then last_value else 0 end as entry from participant_tubes_entry`,
    );
    const current = Math.floor((last?.entry ?? 0) / entriesPerPartition);
    for (const number of [current, current + 1]) {
      const [found] = await tx.query<{ is_there: boolean }>('select to_regclass($1) is not null as is_there', [
        `participant_tubes_${number}`,
      ]);
      if (found?.is_there) continue;
      const [from, to] = [number * entriesPerPartition, (number + 1) * entriesPerPartition];
      await tx.execute(
        `create table participant_tubes_${number} partition of participant_tubes
           for values from (${from}) to (${to})`,
      );
    }
  }
}
