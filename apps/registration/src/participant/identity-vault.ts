import { createHmac } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { canonicalJson, Pii } from '@lib/vocabulary';
import type { KeyFile } from '../keys/key-file.js';
import { openBytes, sealBytes } from '../keys/sealing.js';
import { normaliseCard } from './card.js';
import { plainResidence } from './residence.js';

/** The opened keys of one campaign. */
export interface CampaignKeys {
  /** The key under which new values are sealed; none when the campaign never sealed anything, or was closed. */
  readonly sealing: { readonly id: string; readonly key: KeyObject } | undefined;
  /** Data keys by id, those that are being retired included. */
  readonly opening: ReadonlyMap<string, KeyObject>;
  readonly indexing: KeyObject | undefined;
}

/** Ids arrive as people type them; the database gives them back in lower case, and a place must read the same. */
const plainId = (id: string): string => id.toLowerCase();

// Rows from before campaigns had keys of their own name neither their table.
const oldPlaceOf = (row: string, column: string): string => `${plainId(row)}/${column}`;
const placeOf = (row: string, column: string): string => `participants/${oldPlaceOf(row, column)}`;

/** Seals and opens what names a person of one campaign, and finds a card without opening anything. */
export class IdentityVault {
  constructor(
    readonly campaignId: string,
    private readonly keys: CampaignKeys,
    private readonly file: KeyFile,
  ) {}

  get canSeal(): boolean {
    return this.keys.sealing !== undefined && this.keys.indexing !== undefined;
  }

  /** Throws when this campaign seals nothing. */
  get keyId(): string {
    return this.#sealing().id;
  }

  /**
   * The blind indexes of a card: first the campaign's own, which a new row keeps, then those under which rows were
   * indexed before. The key is the campaign's: the same person cannot be followed from one campaign to the next.
   */
  indexesOf(cardNumber: Pii<string>): Buffer[] {
    const text = `${plainId(this.campaignId)}/${normaliseCard(cardNumber.reveal())}`;
    const own = this.keys.indexing === undefined ? [] : [this.keys.indexing];
    return [...own, ...this.file.indexing].map((key) => createHmac('sha256', key).update(text).digest());
  }

  /** The blind index of a residence; null when nothing is written there, or the campaign indexes nothing. */
  residenceIndexOf(address: Pii<string> | null): Buffer | null {
    const text = address === null ? '' : plainResidence(address);
    if (text === '' || this.keys.indexing === undefined) return null;
    return createHmac('sha256', this.keys.indexing)
      .update(`residence/${plainId(this.campaignId)}/${text}`)
      .digest();
  }

  /** What other rooms know a household by; it leads back to no index and to no address. */
  householdKeyOf(residenceIndex: Buffer): string | null {
    if (this.keys.indexing === undefined) return null;
    const mac = createHmac('sha256', this.keys.indexing).update('household/').update(residenceIndex).digest();
    // RFC 9562, version 8: an id of one's own making.
    mac.writeUInt8((mac.readUInt8(6) & 0x0f) | 0x80, 6);
    mac.writeUInt8((mac.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = mac.toString('hex', 0, 16);
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  /**
   * What may be kept of a command to tell whether it is repeated: a bare hash over a name and a card, or over eleven
   * digits, is found by trying them all. Under the campaign's own key, which ends with the campaign. In: the body as it
   * came. Out: its digest; nothing for a campaign that indexes nothing, where no such command succeeds.
   */
  digestOf(body: unknown): string | undefined {
    const [key] = [this.keys.indexing, ...this.file.indexing];
    if (key === undefined) return undefined;
    const text = `command/${plainId(this.campaignId)}/${canonicalJson(body)}`;
    return createHmac('sha256', key).update(text).digest('hex');
  }

  /** Nonce, sealed text, tag. Table, row and column are authenticated: a value that is moved does not open. */
  seal(row: string, column: string, value: Pii<string>): Buffer {
    return sealBytes(this.#sealing().key, placeOf(row, column), Buffer.from(value.reveal(), 'utf8'));
  }

  /** Throws when the key is gone, or when the bytes were altered or belong to another row or column. */
  open(keyId: string, row: string, column: string, sealed: Buffer): Pii<string> {
    const own = this.keys.opening.get(keyId);
    if (own !== undefined) return new Pii(openBytes(own, placeOf(row, column), sealed).toString('utf8'));
    const old = this.file.find(keyId);
    if (old === undefined) throw new Error(`identity key ${keyId} is not there`);
    return new Pii(openBytes(old.aes, oldPlaceOf(row, column), sealed).toString('utf8'));
  }

  #sealing(): { readonly id: string; readonly key: KeyObject } {
    if (this.keys.sealing === undefined) throw new Error(`campaign ${this.campaignId} has no key to seal with`);
    return this.keys.sealing;
  }
}
