import { Refusal } from '@lib/contracts/refusals';
import { CLOCK, Database, insertRows, Log } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { isIdentityNumber, isMinorAt } from '@lib/vocabulary';
import type { Clock, Pii } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { KeyRing } from '../keys/key-ring.store.js';
import type { CallerPlace } from '../place/caller-place.js';
import { normaliseCard } from './card.js';
import type { Person } from './card.js';
import { guardianOf, sealedGuardian } from './guardian.js';
import { connectedSql, connectedValues, unplacedSql } from './connection.js';
import type { IdentityVault } from './identity-vault.js';
import { maskedCard, maskedName } from './masked-name.js';
import { UnreadableValues } from './unreadable-values.store.js';
import type { UnreadableValue } from './unreadable-values.store.js';

/** A person about to be stored: sealed already, so that no transaction waits for cryptography. */
export interface SealedParticipant {
  readonly participantId: string;
  readonly campaignId: string;
  readonly keyId: string;
  /** Blind indexes of the card, the campaign's own first. */
  readonly indexes: readonly Buffer[];
  readonly row: Readonly<Record<string, unknown>>;
}

export interface MaskedParticipant {
  readonly participantId: string;
  readonly maskedName: string;
  readonly maskedCard: string;
  /** Set when what is stored does not open; the row is shown nevertheless, and its neighbours are as they were. */
  readonly isUnreadable?: true;
  /** Set for somebody under age, by the number of their card. */
  readonly isMinor?: true;
}

// What a list shows of somebody whose row does not open.
const unreadable = '无法读取';

/** What one audited look shows. */
export interface Contact {
  readonly name: Pii<string>;
  readonly phone: Pii<string> | null;
  readonly address: Pii<string> | null;
  readonly guardian?: { readonly name: Pii<string>; readonly phone: Pii<string> | null };
}

interface Stored {
  readonly participant_id: string;
  readonly key_id: string;
  readonly name_sealed: Buffer;
  readonly card_number_sealed: Buffer;
}

const columns = {
  participant_id: 'uuid',
  campaign_id: 'uuid',
  key_id: 'text',
  id_number_index: 'bytea',
  card_kind: 'text',
  card_number_sealed: 'bytea',
  name_sealed: 'bytea',
  phone_sealed: 'bytea',
  address_sealed: 'bytea',
  residence_index: 'bytea',
  guardian_participant_id: 'uuid',
  guardian_contact_sealed: 'bytea',
  division_code: 'text',
  roster_id: 'uuid',
  site_code: 'text',
  registered_by: 'text',
  captured_at: 'timestamptz',
  recorded_at: 'timestamptz',
};

// Some 600 bytes a row as hexadecimal parameters: 5,000 rows are a statement of 3 MB, well below what pg takes at once.
const rowsPerStatement = 5_000;

/** The only writer and the only reader of personal data. Per-person paths: pg and unnest, no object mapper (settled 28). */
@Injectable()
export class ParticipantStore {
  constructor(
    private readonly database: Database,
    private readonly keys: KeyRing,
    private readonly unreadableValues: UnreadableValues,
    private readonly log: Log,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  seal(
    vault: IdentityVault,
    participantId: string,
    person: Person,
    marks: { registeredBy: string; capturedAt: Date; rosterId?: string; siteCode?: string },
  ): SealedParticipant {
    const seal = (column: string, value: Pii<string> | null): Buffer | null =>
      value === null ? null : vault.seal(participantId, column, value);
    const { campaignId, keyId } = vault;
    const indexes = vault.indexesOf(person.cardNumber);
    const row = {
      participant_id: participantId,
      campaign_id: campaignId,
      key_id: keyId,
      id_number_index: indexes[0],
      card_kind: person.cardKind,
      card_number_sealed: seal('card_number', person.cardNumber),
      name_sealed: seal('name', person.name),
      phone_sealed: seal('phone', person.phone),
      address_sealed: seal('address', person.address),
      residence_index: vault.residenceIndexOf(person.address),
      ...sealedGuardian(vault, participantId, person.guardian),
      division_code: person.divisionCode,
      roster_id: marks.rosterId ?? null,
      site_code: marks.siteCode ?? null,
      registered_by: marks.registeredBy,
      captured_at: marks.capturedAt,
    };
    return { participantId, campaignId, keyId, indexes, row };
  }

  /** Stores whom the campaign does not have yet. Out: the ids that are new; a card in use leaves its row out. */
  async insertNew(tx: Tx, people: readonly SealedParticipant[]): Promise<Set<string>> {
    const inserted = new Set<string>();
    await this.holdKeys(tx, people);
    for (let from = 0; from < people.length; from += rowsPerStatement) {
      const chunk = await this.withoutKnown(tx, people.slice(from, from + rowsPerStatement));
      const rows = chunk.map(({ row }) => ({ ...row, recorded_at: tx.recordedAt }));
      const added = await insertRows<{ participant_id: string }>(tx, 'participants', columns, rows, {
        onConflict: '(campaign_id, id_number_index) do nothing',
        returning: ['participant_id'],
      });
      for (const { participant_id } of added) inserted.add(participant_id);
    }
    return inserted;
  }

  async exists(tx: Tx, participantId: string): Promise<boolean> {
    return (await tx.query('select 1 from participants where participant_id = $1', [participantId])).length > 0;
  }

  async idOf(tx: Tx, person: SealedParticipant): Promise<string | undefined> {
    const [row] = await tx.query<{ participant_id: string }>(
      'select participant_id from participants where campaign_id = $1 and id_number_index = any($2)',
      [person.campaignId, person.indexes],
    );
    return row?.participant_id;
  }

  /** Out: for each card, in order, who has it. */
  async resolve(campaignId: string, cards: readonly Pii<string>[]): Promise<(MaskedParticipant | undefined)[]> {
    const vault = await this.keys.vaultOf(campaignId);
    const indexes = cards.map((card) => vault.indexesOf(card));
    const rows = await this.database.query<Stored & { id_number_index: Buffer }>(
      `select participant_id, key_id, name_sealed, card_number_sealed, id_number_index
       from participants where campaign_id = $1 and id_number_index = any($2)`,
      [campaignId, indexes.flat()],
    );
    const masked = new Map((await this.mask(vault, rows)).map((person) => [person.participantId, person]));
    const byIndex = new Map(rows.map((row) => [row.id_number_index.toString('hex'), row.participant_id]));
    return indexes.map((candidates) => {
      const found = candidates.map((index) => byIndex.get(index.toString('hex'))).find((id) => id !== undefined);
      return found === undefined ? undefined : masked.get(found);
    });
  }

  /**
   * Out: those of these people whom the campaign has and who are connected with the caller's place, or of whom nothing
   * says where they belong.
   */
  async masked(
    campaignId: string,
    participantIds: readonly string[],
    place: CallerPlace = 'everywhere',
  ): Promise<MaskedParticipant[]> {
    const bound = place === 'everywhere' ? undefined : connectedValues(place);
    const rows = await this.database.query<Stored>(
      `select participant_id, key_id, name_sealed, card_number_sealed
       from participants people where campaign_id = $1 and participant_id = any($2)
         ${bound ? `and (${unplacedSql} or ${connectedSql(3)})` : ''}`,
      [campaignId, participantIds, ...(bound ?? [])],
    );
    return this.mask(await this.keys.vaultOf(campaignId), rows);
  }

  /** Out: the contact details of one person. Throws IDENTITY_UNREADABLE when they do not open. */
  async contactOf(tx: Tx, participantId: string): Promise<Contact | undefined> {
    const [row] = await tx.query<
      Stored & {
        campaign_id: string;
        phone_sealed: Buffer | null;
        address_sealed: Buffer | null;
        guardian_participant_id: string | null;
        guardian_contact_sealed: Buffer | null;
      }
    >(
      `select participant_id, campaign_id, key_id, name_sealed, phone_sealed, address_sealed,
         guardian_participant_id, guardian_contact_sealed
       from participants where participant_id = $1`,
      [participantId],
    );
    if (row === undefined) return undefined;
    const vault = await this.keys.vaultOf(row.campaign_id, tx);
    const open = (column: string, sealed: Buffer | null): Pii<string> | null =>
      sealed === null ? null : vault.open(row.key_id, participantId, column, sealed);
    try {
      return {
        name: vault.open(row.key_id, participantId, 'name', row.name_sealed),
        phone: open('phone', row.phone_sealed),
        address: open('address', row.address_sealed),
        ...(await guardianOf(tx, vault, row)),
      };
    } catch (error) {
      this.log.error('contact details do not open', error, { participantId, keyId: row.key_id });
      throw new Refusal('IDENTITY_UNREADABLE', { participantId });
    }
  }

  // A data key is destroyed when no row carries it: whoever writes a row under it holds it until the row is there.
  private async holdKeys(tx: Tx, people: readonly SealedParticipant[]): Promise<void> {
    const keyIds = new Map(people.map(({ keyId, campaignId }) => [keyId, campaignId]));
    for (const [keyId, campaignId] of keyIds) {
      if (await this.keys.hold(tx, keyId)) continue;
      this.keys.forget(campaignId);
      throw new Refusal('BUSY', { campaignId });
    }
  }

  // With one key the unique constraint finds every double; rows of older keys have another index and are looked up.
  private async withoutKnown(tx: Tx, people: readonly SealedParticipant[]): Promise<readonly SealedParticipant[]> {
    const [first] = people;
    if (first === undefined || first.indexes.length < 2) return people;
    const rows = await tx.query<{ id_number_index: Buffer }>(
      'select id_number_index from participants where campaign_id = $1 and id_number_index = any($2)',
      [first.campaignId, people.flatMap(({ indexes }) => indexes)],
    );
    const known = new Set(rows.map((row) => row.id_number_index.toString('hex')));
    return people.filter(({ indexes }) => !indexes.some((index) => known.has(index.toString('hex'))));
  }

  // Other papers carry no day of birth.
  private isMinor(card: Pii<string>): boolean {
    const number = normaliseCard(card.reveal());
    return isIdentityNumber(number) && isMinorAt(number, this.clock.now());
  }

  private async mask(vault: IdentityVault, rows: readonly Stored[]): Promise<MaskedParticipant[]> {
    const closed: UnreadableValue[] = [];
    const people = rows.map(({ participant_id: participantId, key_id: keyId, ...row }) => {
      const open = (column: string, sealed: Buffer): Pii<string> | undefined => {
        try {
          return vault.open(keyId, participantId, column, sealed);
        } catch {
          closed.push({ participantId, column, keyId });
          return undefined;
        }
      };
      const [name, card] = [open('name', row.name_sealed), open('card_number', row.card_number_sealed)];
      const isReadable = name !== undefined && card !== undefined;
      return {
        participantId,
        maskedName: name === undefined ? unreadable : maskedName(name),
        maskedCard: card === undefined ? unreadable : maskedCard(card),
        ...(isReadable ? {} : { isUnreadable: true as const }),
        ...(card !== undefined && this.isMinor(card) ? { isMinor: true as const } : {}),
      };
    });
    await this.unreadableValues.note(closed);
    return people;
  }
}
