import { Database, insertRows, type Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { unpackMembers } from '../site-record/member-record.js';
import {
  conflictColumns,
  type ConflictPair,
  directoryColumns,
  directoryValues,
  type FiledMember,
  type FiledTube,
  pairOf,
  pairsAmong,
} from './filed-member.js';

/** Rows of one partition: small enough to be dropped or moved by itself, large enough that a city has few of them. */
const entriesPerPartition = 5_000_000;
/** Tubes that are filed in one transaction: a thousand people, so that no scan waits long behind their unpacking. */
const tubesPerTurnMax = 100;

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

  /** Files what waits, at most 100 tubes. Out: how many, and how many conflicts came to light; no tubes when another process files. */
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

  // A recollection is a second tube on purpose, and a void tube is none.
  private async file(tx: Tx, tubeIds: readonly string[]): Promise<number> {
    const members = await this.membersOf(tx, tubeIds);
    const counting = members.filter((member) => member.counts);
    const pairs = [...(await this.pairsWithFiled(tx, counting)), ...pairsAmong(counting)];
    await insertRows(
      tx,
      'participant_tubes',
      directoryColumns,
      members.map((member) => directoryValues(member, tx.recordedAt)),
    );
    const found = await insertRows(
      tx,
      'round_conflicts',
      conflictColumns,
      pairs.map((pair) => ({ ...pair, found_at: tx.recordedAt })),
      { onConflict: 'do nothing', returning: ['tube_id'] },
    );
    return found.length;
  }

  // The view of packed members is not joined here: PostgreSQL would unpack every tube that there ever was, each time.
  private async membersOf(tx: Tx, tubeIds: readonly string[]): Promise<FiledMember[]> {
    const { rows } = await tx.prepared<FiledTube>(
      `select tube_id, campaign_id, round_id, purpose, state, members, hands from tubes
        where tube_id = any($1::text[]) and members is not null`,
      [tubeIds],
    );
    return rows.flatMap((tube) =>
      unpackMembers(tube)
        .filter(({ subjectKind }) => subjectKind === 'person')
        .map(({ subjectId, position, recordedAt }) => ({
          ...{ tube, participantId: subjectId, position, recordedAt },
          counts: tube.purpose === 'round' && tube.state !== 'void',
        })),
    );
  }

  // `offset 0` keeps the look-up inside: one probe of the index a person, however large the directory has grown.
  private async pairsWithFiled(tx: Tx, members: readonly FiledMember[]): Promise<ConflictPair[]> {
    if (members.length === 0) return [];
    const { rows } = await tx.prepared<{ index: number; tube_id: string }>(
      `select later.index::int as index, other.tube_id
         from unnest($1::uuid[], $2::uuid[], $3::text[]) with ordinality
              as later(participant_id, round_id, tube_id, index)
        cross join lateral (
          select filed.tube_id from participant_tubes as filed
           where filed.participant_id = later.participant_id and filed.round_id = later.round_id
             and filed.tube_id <> later.tube_id and filed.purpose = 'round' offset 0) as other
         join tubes as theirs on theirs.tube_id = other.tube_id and theirs.state <> 'void'`,
      [
        members.map(({ participantId }) => participantId),
        members.map(({ tube }) => tube.round_id),
        members.map(({ tube }) => tube.tube_id),
      ],
    );
    return rows.flatMap(({ index, tube_id }) => {
      const member = members[index - 1];
      return member ? [pairOf(member, tube_id)] : [];
    });
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
