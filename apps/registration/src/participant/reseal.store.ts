import { updateRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Pii } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { KeyFile } from '../keys/key-file.js';
import { KeyRing } from '../keys/key-ring.store.js';
import type { IdentityVault } from './identity-vault.js';
import { UnreadableValues } from './unreadable-values.store.js';

export interface SealedRow {
  readonly participant_id: string;
  readonly key_id: string;
  readonly card_number_sealed: Buffer;
  readonly name_sealed: Buffer;
  readonly phone_sealed: Buffer | null;
  readonly address_sealed: Buffer | null;
  readonly guardian_contact_sealed?: Buffer | null;
}

/** What changes when a row is sealed anew. */
export const changedColumns = {
  key_id: 'text',
  id_number_index: 'bytea',
  card_number_sealed: 'bytea',
  name_sealed: 'bytea',
  phone_sealed: 'bytea',
  address_sealed: 'bytea',
  residence_index: 'bytea',
  guardian_contact_sealed: 'bytea',
};

/** A row names one key for all its values, so a row is resealed whole. Throws when one of them does not open. */
export function resealed(vault: IdentityVault, row: SealedRow): Record<string, unknown> & { participant_id: string } {
  const id = row.participant_id;
  const anew = (column: string, sealed: Buffer | null): Buffer | null =>
    sealed === null ? null : vault.seal(id, column, vault.open(row.key_id, id, column, sealed));
  const card: Pii<string> = vault.open(row.key_id, id, 'card_number', row.card_number_sealed);
  return {
    participant_id: id,
    key_id: vault.keyId,
    id_number_index: vault.indexesOf(card)[0],
    card_number_sealed: vault.seal(id, 'card_number', card),
    name_sealed: anew('name', row.name_sealed),
    phone_sealed: anew('phone', row.phone_sealed),
    address_sealed: anew('address', row.address_sealed),
    residence_index: residenceOf(vault, row),
    guardian_contact_sealed: anew('guardian_contact', row.guardian_contact_sealed ?? null),
  };
}

// Every row is found under the key that indexes now.
const residenceOf = (vault: IdentityVault, row: SealedRow): Buffer | null =>
  vault.residenceIndexOf(
    row.address_sealed === null ? null : vault.open(row.key_id, row.participant_id, 'address', row.address_sealed),
  );

/** Seals rows of older keys under the campaign's present one, a bounded number at a time, while people are registered. */
@Injectable()
export class ResealRows {
  constructor(
    private readonly keys: KeyRing,
    private readonly file: KeyFile,
    private readonly unreadableValues: UnreadableValues,
  ) {}

  /** In: how many rows at most. Out: how many were looked at; 0 says that nothing is left that opens. */
  async some(tx: Tx, limit: number): Promise<number> {
    const [open] = await tx.query<{ campaign_id: string; old_keys: string[] }>(
      `select campaign.campaign_id, old.keys as old_keys
         from campaigns campaign, lateral (
           select array_agg(key_id::text) || $1::text[] as keys from campaign_keys retired
            where retired.campaign_id = campaign.campaign_id and purpose = 'seal'
              and retired_at is not null and destroyed_at is null) old
        where campaign.closed_at is null
          and exists (select 1 from campaign_keys used where used.campaign_id = campaign.campaign_id
                        and used.purpose = 'seal' and used.retired_at is null and used.destroyed_at is null)
          and exists (select 1 from participants people where people.campaign_id = campaign.campaign_id
                        and people.key_id = any(old.keys)
                        and not exists (select 1 from unreadable_values seen
                                         where seen.participant_id = people.participant_id
                                           and seen.key_id = people.key_id))
        limit 1`,
      [this.file.ids],
    );
    return open === undefined ? 0 : this.ofCampaign(tx, open.campaign_id, open.old_keys, limit);
  }

  private async ofCampaign(tx: Tx, campaignId: string, oldKeys: readonly string[], limit: number): Promise<number> {
    this.keys.forget(campaignId);
    const vault = await this.keys.vaultOf(campaignId, tx);
    if (!vault.canSeal || !(await this.keys.hold(tx, vault.keyId))) return 0;
    const rows = await tx.query<SealedRow>(
      `select participant_id, key_id, card_number_sealed, name_sealed, phone_sealed, address_sealed,
              guardian_contact_sealed
         from participants people where campaign_id = $1 and key_id = any($2)
          and not exists (select 1 from unreadable_values seen
                           where seen.participant_id = people.participant_id and seen.key_id = people.key_id)
        order by participant_id limit $3 for update skip locked`,
      [campaignId, oldKeys, limit],
    );
    const fresh = await this.reseal(tx, vault, rows);
    await updateRows(tx, 'participants', { participant_id: 'uuid' }, changedColumns, fresh);
    await this.keys.destroyUnused(tx, campaignId);
    return rows.length;
  }

  private async reseal(tx: Tx, vault: IdentityVault, rows: readonly SealedRow[]): Promise<Record<string, unknown>[]> {
    const fresh: Record<string, unknown>[] = [];
    for (const row of rows) {
      try {
        fresh.push(resealed(vault, row));
      } catch {
        const value = { participantId: row.participant_id, column: 'row', keyId: row.key_id };
        await this.unreadableValues.noteIn(tx, [value]);
      }
    }
    return fresh;
  }
}
