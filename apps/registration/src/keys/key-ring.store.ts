import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Database, IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { IdentityVault } from '../participant/identity-vault.js';
import { KeyFile } from './key-file.js';
import { keyBytes, openBytes, preparedKey, sealBytes } from './sealing.js';

type Purpose = 'seal' | 'index';

interface StoredKey {
  readonly key_id: string;
  readonly campaign_id: string;
  readonly purpose: Purpose;
  readonly wrapped: Buffer;
  readonly wrapping_key_id: string;
  readonly retired_at: Date | null;
}

/** Whatever can be asked: the pool, or the transaction that is open. */
type Asked = Pick<Tx, 'query'>;

// A key that was destroyed elsewhere leaves this process's memory within half a minute.
const keptMs = 30_000;

const wrappedPlace = (key: Pick<StoredKey, 'key_id' | 'campaign_id' | 'purpose'>): string =>
  `campaign_keys/${key.key_id}/${key.campaign_id}/${key.purpose}`;

/** The only writer of campaigns' keys. Opened keys live in memory only, and not for long. */
@Injectable()
export class KeyRing {
  private readonly opened = new Map<string, { readonly vault: IdentityVault; readonly untilMs: number }>();

  constructor(
    private readonly database: Database,
    private readonly file: KeyFile,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Out: the campaign's vault as it is; it may have no key to seal with. Inside a transaction, pass it. */
  async vaultOf(campaignId: string, from: Asked = this.database): Promise<IdentityVault> {
    const known = this.opened.get(campaignId);
    if (known !== undefined && performance.now() < known.untilMs) return known.vault;
    const vault = await this.load(campaignId, from);
    // A campaign without keys may get some in another replica at any moment.
    if (vault.canSeal) this.opened.set(campaignId, { vault, untilMs: performance.now() + keptMs });
    return vault;
  }

  /** Out: the campaign's vault with a key to seal with, made now when there is none. For campaigns that exist. */
  async sealingVaultOf(campaignId: string, madeBy: string): Promise<IdentityVault> {
    const vault = await this.vaultOf(campaignId);
    if (vault.canSeal) return vault;
    await this.database.transaction((tx) => this.mint(tx, campaignId, ['seal', 'index'], madeBy));
    this.forget(campaignId);
    return this.vaultOf(campaignId);
  }

  /** Holds a data key until commit, so that it is not destroyed under the rows that are being written. Out: whether it is there. */
  async hold(tx: Tx, keyId: string): Promise<boolean> {
    const sql = 'select 1 from campaign_keys where key_id = $1 and destroyed_at is null for share';
    return (await tx.query(sql, [keyId])).length === 1;
  }

  /** Retires the data key of a campaign and makes the next one; rows under the old one still open. */
  async renew(tx: Tx, campaignId: string, madeBy: string): Promise<void> {
    const retire = `update campaign_keys set retired_at = $2
       where campaign_id = $1 and purpose = 'seal' and retired_at is null and destroyed_at is null`;
    await tx.execute(retire, [campaignId, tx.recordedAt]);
    await this.mint(tx, campaignId, ['seal', 'index'], madeBy);
    tx.afterCommit(() => this.forget(campaignId));
  }

  /** Wraps up to `limit` keys anew that another key of the file wraps than the current one. Out: how many. */
  async wrapAnew(tx: Tx, limit: number): Promise<number> {
    const current = this.file.current;
    const rows = await tx.query<StoredKey>(
      `select key_id, campaign_id, purpose, wrapped, wrapping_key_id, retired_at from campaign_keys
        where destroyed_at is null and wrapping_key_id <> $1 order by key_id limit $2 for update`,
      [current.id, limit],
    );
    for (const row of rows) {
      const place = wrappedPlace(row);
      const wrapped = sealBytes(current.aes, place, openBytes(this.wrappingKey(row), place, row.wrapped));
      const update = 'update campaign_keys set wrapped = $2, wrapping_key_id = $3 where key_id = $1';
      await tx.execute(update, [row.key_id, wrapped, current.id]);
    }
    return rows.length;
  }

  /** Destroys retired data keys of a campaign that no row carries any more. Out: their ids. */
  async destroyUnused(tx: Tx, campaignId: string): Promise<string[]> {
    // Locked by a statement of its own: the next one then sees the rows of everybody who still held the key.
    const lock = 'select 1 from campaign_keys where campaign_id = $1 and retired_at is not null for update';
    await tx.query(lock, [campaignId]);
    const rows = await tx.query<{ key_id: string }>(
      `update campaign_keys keys set wrapped = null, destroyed_at = $2
        where campaign_id = $1 and retired_at is not null and destroyed_at is null
          and not exists (select 1 from participants people
                           where people.campaign_id = $1 and people.key_id = keys.key_id::text)
        returning key_id`,
      [campaignId, tx.recordedAt],
    );
    tx.afterCommit(() => this.forget(campaignId));
    return rows.map((row) => row.key_id);
  }

  /** Destroys every key of a campaign. Out: their ids. */
  async destroyAll(tx: Tx, campaignId: string): Promise<string[]> {
    const rows = await tx.query<{ key_id: string }>(
      `update campaign_keys set wrapped = null, destroyed_at = $2
        where campaign_id = $1 and destroyed_at is null returning key_id`,
      [campaignId, tx.recordedAt],
    );
    tx.afterCommit(() => this.forget(campaignId));
    return rows.map((row) => row.key_id);
  }

  forget(campaignId: string): void {
    this.opened.delete(campaignId);
  }

  // Of two who make the first key at once, the second keeps the first one's.
  private async mint(tx: Tx, campaignId: string, purposes: readonly Purpose[], madeBy: string): Promise<void> {
    for (const purpose of purposes) {
      const key = { key_id: this.ids.uuid7(), campaign_id: campaignId, purpose };
      const wrapped = sealBytes(this.file.current.aes, wrappedPlace(key), randomBytes(keyBytes));
      await tx.execute(
        `insert into campaign_keys (key_id, campaign_id, purpose, wrapped, wrapping_key_id, made_by, made_at)
         select $1, campaign_id, $3, $4, $5, $6, $7 from campaigns where campaign_id = $2 and closed_at is null
         on conflict (campaign_id, purpose) where retired_at is null and destroyed_at is null do nothing`,
        [key.key_id, campaignId, purpose, wrapped, this.file.current.id, madeBy, tx.recordedAt],
      );
    }
  }

  private async load(campaignId: string, from: Asked): Promise<IdentityVault> {
    const rows = await from.query<StoredKey>(
      `select key_id, campaign_id, purpose, wrapped, wrapping_key_id, retired_at
         from campaign_keys where campaign_id = $1 and destroyed_at is null`,
      [campaignId],
    );
    if (rows.some((row) => this.file.find(row.wrapping_key_id) === undefined)) await this.file.readAgain();
    const keys = rows.map((row) => ({ ...row, key: this.unwrap(row) }));
    const inUse = (purpose: Purpose) => keys.find((key) => key.purpose === purpose && key.retired_at === null);
    const sealing = inUse('seal');
    return new IdentityVault(
      campaignId,
      {
        sealing: sealing && { id: sealing.key_id, key: sealing.key },
        opening: new Map(keys.filter(({ purpose }) => purpose === 'seal').map(({ key_id, key }) => [key_id, key])),
        indexing: inUse('index')?.key,
      },
      this.file,
    );
  }

  private unwrap(row: StoredKey): KeyObject {
    return preparedKey(openBytes(this.wrappingKey(row), wrappedPlace(row), row.wrapped));
  }

  private wrappingKey({ wrapping_key_id: id }: StoredKey): KeyObject {
    const found = this.file.find(id);
    if (found === undefined) throw new Error(`identity key ${id} is not in the key file`);
    return found.aes;
  }
}
