import { appendAudit, IDS, insertRows, updateRows } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Ids, Pii } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { KeyRing } from '../keys/key-ring.store.js';
import type { CallerPlace } from '../place/caller-place.js';
import type { Person } from './card.js';
import { guardianContact } from './guardian.js';
import { connectedSql, connectedValues } from './connection.js';
import type { IdentityVault } from './identity-vault.js';
import { changedColumns, resealed } from './reseal.store.js';
import type { SealedRow } from './reseal.store.js';
import { struckOut } from './struck-out.js';

/** What is to be written; a field that is left out stays as it is, and one that is null is erased. */
export interface ContactChange {
  readonly phone?: Pii<string> | null;
  readonly address?: Pii<string> | null;
}

export interface Known {
  readonly row: number;
  readonly person: Person;
}

interface Marks {
  readonly source: 'roster' | 'desk';
  readonly actor: Pick<Actor, 'id' | 'role'>;
  readonly reason?: string;
  readonly rosterId?: string;
}

const changeColumns = {
  change_id: 'uuid',
  participant_id: 'uuid',
  fields: 'text',
  source: 'text',
  actor: 'text',
  role: 'text',
  reason: 'text',
  roster_id: 'uuid',
  recorded_at: 'timestamptz',
};
const sealedColumns =
  'participant_id, key_id, card_number_sealed, name_sealed, phone_sealed, address_sealed, guardian_contact_sealed';
const rowsPerStatement = 1_000;

/** Corrects how people are reached; each change leaves a line that says who, when and which field, never what. */
@Injectable()
export class ContactStore {
  constructor(
    private readonly keys: KeyRing,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /**
   * Takes new telephones and addresses of people whom the campaign has. An empty cell changes nothing; a person of
   * another district is left alone. Out: the rows that changed somebody.
   */
  async updateKnown(
    tx: Tx,
    vault: IdentityVault,
    known: readonly Known[],
    place: CallerPlace,
    marks: Marks,
  ): Promise<Set<number>> {
    const updated = new Set<number>();
    for (let from = 0; from < known.length; from += rowsPerStatement) {
      const chunk = known.slice(from, from + rowsPerStatement);
      const byIndex = new Map(
        chunk.flatMap((one) => vault.indexesOf(one.person.cardNumber).map((index) => [index.toString('hex'), one])),
      );
      const rows = await tx.query<SealedRow & { id_number_index: Buffer }>(
        `select ${sealedColumns}, id_number_index from participants where campaign_id = $1 and id_number_index = any($2)
           and ($3::text is null or division_code is null or left(division_code, 6) = $3) order by participant_id for update`,
        [
          vault.campaignId,
          [...byIndex.keys()].map((hex) => Buffer.from(hex, 'hex')),
          place === 'everywhere' ? null : place.district,
        ],
      );
      const changes = rows.flatMap((row) => {
        const one = byIndex.get(row.id_number_index.toString('hex'));
        const change = one && this.changeBy(vault, row, one.person);
        if (one && change) updated.add(one.row);
        return change ? [change] : [];
      });
      await this.write(tx, changes, marks);
    }
    return updated;
  }

  /** Corrects one person. Out: false when there is nobody like that whom this caller may correct. */
  async change(
    tx: Tx,
    participantId: string,
    change: ContactChange,
    place: CallerPlace,
    marks: Marks,
  ): Promise<boolean> {
    const bound = place === 'everywhere' ? undefined : connectedValues(place);
    const [row] = await tx.query<SealedRow & { campaign_id: string }>(
      `select ${sealedColumns}, campaign_id from participants people
        where participant_id = $1 ${bound ? `and ${connectedSql(2)}` : ''} for update`,
      [participantId, ...(bound ?? [])],
    );
    if (row === undefined) return false;
    const vault = await this.keys.vaultOf(row.campaign_id, tx);
    const fresh = withContact(vault, resealed(vault, row), change);
    const fields = (['phone', 'address'] as const).filter((field) => change[field] !== undefined).join(' ');
    const open = (column: string, sealed: Buffer | null) =>
      sealed === null ? null : vault.open(row.key_id, participantId, column, sealed);
    const guardian = open('guardian_contact', row.guardian_contact_sealed ?? null);
    const stored = [
      open('name', row.name_sealed),
      open('phone', row.phone_sealed),
      open('address', row.address_sealed),
      ...(guardian === null ? [] : Object.values(guardianContact(guardian))),
    ];
    const reason = struckOut(marks.reason ?? '', [...stored, change.phone, change.address]);
    await this.write(tx, [{ fresh, fields }], { ...marks, reason });
    return true;
  }

  private changeBy(vault: IdentityVault, row: SealedRow, person: Person): Change | undefined {
    const { participant_id: id, key_id: keyId } = row;
    const differs = (column: string, sealed: Buffer | null, given: Pii<string> | null): boolean =>
      given !== null && (sealed === null || vault.open(keyId, id, column, sealed).reveal() !== given.reveal());
    try {
      const change: ContactChange = {
        ...(differs('phone', row.phone_sealed, person.phone) ? { phone: person.phone } : {}),
        ...(differs('address', row.address_sealed, person.address) ? { address: person.address } : {}),
      };
      const fields = Object.keys(change).join(' ');
      return fields === '' ? undefined : { fresh: withContact(vault, resealed(vault, row), change), fields };
    } catch {
      // What is stored does not open; the card was found by its index, so the roster's row can take its place.
      return { fresh: sealedAnew(vault, id, person), fields: 'whole row' };
    }
  }

  private async write(tx: Tx, changes: readonly Change[], marks: Marks): Promise<void> {
    if (changes.length === 0) return;
    const fresh = changes.map((change) => change.fresh);
    await updateRows(tx, 'participants', { participant_id: 'uuid' }, changedColumns, fresh);
    const lines = changes.map((change) => ({
      change_id: this.ids.uuid7(),
      participant_id: change.fresh.participant_id,
      fields: change.fields,
      source: marks.source,
      actor: marks.actor.id,
      role: marks.actor.role,
      reason: marks.reason ?? null,
      roster_id: marks.rosterId ?? null,
      recorded_at: tx.recordedAt,
    }));
    await insertRows(tx, 'contact_changes', changeColumns, lines);
    if (marks.source === 'roster') return;
    for (const { fresh: row, fields } of changes) {
      appendAudit(tx, {
        kind: 'contact-changed',
        object: { kind: 'participant', id: row.participant_id },
        detail: { fields: fields.replace(' ', '+') },
      });
    }
  }
}

type FreshRow = Record<string, unknown> & { participant_id: string };

interface Change {
  readonly fresh: FreshRow;
  readonly fields: string;
}

function withContact(vault: IdentityVault, fresh: FreshRow, change: ContactChange): FreshRow {
  const seal = (column: string, value: Pii<string> | null): Buffer | null =>
    value === null ? null : vault.seal(fresh.participant_id, column, value);
  const withResidence = (address: Pii<string> | null) => ({
    address_sealed: seal('address', address),
    residence_index: vault.residenceIndexOf(address),
  });
  return {
    ...fresh,
    ...(change.phone === undefined ? {} : { phone_sealed: seal('phone', change.phone) }),
    ...(change.address === undefined ? {} : withResidence(change.address)),
  };
}

function sealedAnew(vault: IdentityVault, id: string, person: Person): FreshRow {
  const row: FreshRow = {
    participant_id: id,
    key_id: vault.keyId,
    id_number_index: vault.indexesOf(person.cardNumber)[0],
    card_number_sealed: vault.seal(id, 'card_number', person.cardNumber),
    name_sealed: vault.seal(id, 'name', person.name),
  };
  return withContact(vault, { ...row, phone_sealed: null, address_sealed: null, residence_index: null }, person);
}
