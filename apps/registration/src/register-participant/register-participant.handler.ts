import type { z } from 'zod';
import type { registerParticipant } from '@lib/contracts/http/registration/participants';
import { Malformed, Refusal } from '@lib/contracts/refusals';
import { CLOCK, IDS } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import { Pii } from '@lib/vocabulary';
import type { Clock, Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { isCardNumber, normaliseCard } from '../participant/card.js';
import type { IdentityVault } from '../participant/identity-vault.js';
import { KeyRing } from '../keys/key-ring.store.js';
import { ParticipantStore } from '../participant/participant.store.js';

type Command = z.output<typeof registerParticipant.request>;

/** One person at the desk. Whose card is known keeps the id that they have, whatever id the device has minted. */
@Injectable()
export class RegisterParticipant {
  constructor(
    private readonly campaigns: CampaignStore,
    private readonly participants: ParticipantStore,
    private readonly keys: KeyRing,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** The vault of the campaign, asked for before the transaction: making a first key takes one of its own. */
  vaultFor({ campaignId }: Command, actor: Actor): Promise<IdentityVault> {
    return this.keys.sealingVaultOf(campaignId, actor.id);
  }

  async run(tx: Tx, vault: IdentityVault, command: Command, actor: Actor) {
    const { campaignId, participantId = this.ids.uuid4() } = command;
    await this.campaigns.mustTakePeople(tx, campaignId);
    const marks = { registeredBy: actor.id, capturedAt: this.clock.now() };
    const sealed = this.participants.seal(vault, participantId, personOf(command), marks);
    const known = await this.participants.idOf(tx, sealed);
    if (known !== undefined) return { participantId: known, isNew: false };
    if (await this.participants.exists(tx, participantId)) {
      throw new Malformed([{ path: 'participantId', code: 'ID_IN_USE', message: 'this id belongs to another person' }]);
    }
    const added = await this.participants.insertNew(tx, [sealed]);
    if (added.size === 1) return { participantId, isNew: true };
    // Somebody else registered the same card between our look and our insert.
    const first = await this.participants.idOf(tx, sealed);
    if (first === undefined) throw new Error('a participant vanished between two statements');
    return { participantId: first, isNew: false };
  }
}

function personOf({ name, cardKind, cardNumber, phone, address, divisionCode }: Command) {
  const card = normaliseCard(cardNumber);
  if (!isCardNumber(cardKind, card)) throw new Refusal('IDENTITY_NUMBER_WRONG');
  const closed = (text: string | undefined) => (text === undefined || text.trim() === '' ? null : new Pii(text.trim()));
  return {
    name: new Pii(name.trim()),
    cardKind,
    cardNumber: new Pii(card),
    phone: closed(phone),
    address: closed(address),
    divisionCode: divisionCode ?? null,
  };
}
