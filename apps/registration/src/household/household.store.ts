import { randomBytes } from 'node:crypto';
import { householdMax } from '@lib/contracts/events/registration/household-told.v1';
import { updateRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { KeyRing } from '../keys/key-ring.store.js';
import { UnreadableValues } from '../participant/unreadable-values.store.js';

/** Who lives with whom, by pseudonym. */
export interface Household {
  readonly householdKey: string | null;
  readonly members: readonly string[];
  readonly found: number;
}

const nobody: Household = { householdKey: null, members: [], found: 0 };

interface Unindexed {
  readonly participant_id: string;
  readonly campaign_id: string;
  readonly key_id: string;
  readonly address_sealed: Buffer;
}

// Whose district is known counts only with people of that district: a short address is written in many places.
const livesWith = `other.campaign_id = own.campaign_id and other.residence_index = own.residence_index
  and other.participant_id <> own.participant_id
  and (own.division_code is null or other.division_code is null
       or left(own.division_code, 6) = left(other.division_code, 6))`;

/** Finds households by the index of the residence; no address is opened to answer. */
@Injectable()
export class HouseholdStore {
  constructor(
    private readonly keys: KeyRing,
    private readonly unreadableValues: UnreadableValues,
  ) {}

  /** In: people of one campaign. Out: the household of each who has one; a warden knows more of a larger one. */
  async of(
    tx: Tx,
    campaignId: string,
    participantIds: readonly string[],
  ): Promise<(participantId: string) => Household> {
    const rows = await tx.query<{ id: string; residence: Buffer; members: string[]; found: number }>(
      `select own.participant_id as id, own.residence_index as residence, them.found,
              coalesce(them.members, '{}') as members
         from participants own
        cross join lateral (
          select count(*)::int as found, (array_agg(other.participant_id::text order by other.participant_id))[1:${householdMax}] as members
            from participants other where ${livesWith}) them
        where own.campaign_id = $1 and own.participant_id = any($2::uuid[]) and own.residence_index is not null`,
      [campaignId, participantIds],
    );
    const vault = await this.keys.vaultOf(campaignId, tx);
    const households = new Map(
      rows.map(({ id, residence, members, found }): [string, Household] => [
        id,
        { householdKey: vault.householdKeyOf(residence), members, found },
      ]),
    );
    return (participantId) => households.get(participantId) ?? nobody;
  }

  /** Indexes residences of rows from before there was an index. In: how many at most. Out: how many were looked at. */
  async indexSome(tx: Tx, limit: number): Promise<number> {
    const rows = await tx.query<Unindexed>(
      `select participant_id, campaign_id, key_id, address_sealed from participants people
        where residence_index is null and address_sealed is not null
          and exists (select 1 from campaigns c where c.campaign_id = people.campaign_id and c.closed_at is null)
          and not exists (select 1 from unreadable_values seen where seen.participant_id = people.participant_id
                             and seen.key_id = people.key_id)
        order by participant_id limit $1 for update skip locked`,
      [limit],
    );
    const indexed = [];
    for (const row of rows) {
      const residence = await this.#residenceOf(tx, row);
      if (residence !== undefined) indexed.push({ participant_id: row.participant_id, residence_index: residence });
    }
    await updateRows(tx, 'participants', { participant_id: 'uuid' }, { residence_index: 'bytea' }, indexed);
    return indexed.length;
  }

  async #residenceOf(tx: Tx, row: Unindexed): Promise<Buffer | undefined> {
    const vault = await this.keys.vaultOf(row.campaign_id, tx);
    try {
      const address = vault.open(row.key_id, row.participant_id, 'address', row.address_sealed);
      // Nothing that can be compared: an index that nobody shares, so that the row is not looked at again.
      return vault.residenceIndexOf(address) ?? randomBytes(32);
    } catch {
      const value = { participantId: row.participant_id, column: 'address', keyId: row.key_id };
      await this.unreadableValues.noteIn(tx, [value]);
      return undefined;
    }
  }
}
