import type { Tx } from '@lib/platform';
import { Pii } from '@lib/vocabulary';
import type { Guardian } from './card.js';
import type { IdentityVault } from './identity-vault.js';

/** What a row keeps of a guardian: an id, or a name and a telephone sealed together. */
export const sealedGuardian = (vault: IdentityVault, id: string, guardian: Guardian | undefined) => ({
  guardian_participant_id: guardian !== undefined && 'participantId' in guardian ? guardian.participantId : null,
  guardian_contact_sealed:
    guardian === undefined || 'participantId' in guardian
      ? null
      : vault.seal(id, 'guardian_contact', new Pii(JSON.stringify([guardian.name.reveal(), guardian.phone.reveal()]))),
});

/** In: a guardian's contact, opened. Out: name and telephone. */
export function guardianContact(opened: Pii<string>): { name: Pii<string>; phone: Pii<string> } {
  const [name = '', phone = ''] = JSON.parse(opened.reveal()) as string[];
  return { name: new Pii(name), phone: new Pii(phone) };
}

interface GuardedRow {
  readonly participant_id: string;
  readonly campaign_id: string;
  readonly key_id: string;
  readonly guardian_participant_id: string | null;
  readonly guardian_contact_sealed: Buffer | null;
}

interface GuardianRow {
  readonly key_id: string;
  readonly name_sealed: Buffer;
  readonly phone_sealed: Buffer | null;
}

/** Out: who must be present when this person is drawn, opened; nothing for whom nobody is named. Throws like the vault. */
export async function guardianOf(
  tx: Tx,
  vault: IdentityVault,
  row: GuardedRow,
): Promise<{ guardian?: { name: Pii<string>; phone: Pii<string> | null } }> {
  const { participant_id: id, guardian_participant_id: other, guardian_contact_sealed: sealed } = row;
  if (sealed !== null) return { guardian: guardianContact(vault.open(row.key_id, id, 'guardian_contact', sealed)) };
  if (other === null) return {};
  const [found] = await tx.query<GuardianRow>(
    'select key_id, name_sealed, phone_sealed from participants where participant_id = $1 and campaign_id = $2',
    [other, row.campaign_id],
  );
  if (found === undefined) return {};
  const { key_id, name_sealed, phone_sealed } = found;
  const phone = phone_sealed === null ? null : vault.open(key_id, other, 'phone', phone_sealed);
  return { guardian: { name: vault.open(key_id, other, 'name', name_sealed), phone } };
}
