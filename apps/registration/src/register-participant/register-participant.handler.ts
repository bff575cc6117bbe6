import type { z } from 'zod';
import type { registerParticipant } from '@lib/contracts/http/registration/participants';
import { Malformed, Refusal } from '@lib/contracts/refusals';
import { CLOCK, IDS, looksDamagedByExcel } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import { Pii } from '@lib/vocabulary';
import type { Clock, Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { rosterFaults } from '@lib/contracts/roster-row-codes';
import { judgeRow } from '../import-roster/roster-row.decider.js';
import type { Person } from '../participant/card.js';
import { CampaignPlaces } from '../place/campaign-places.store.js';
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
    private readonly places: CampaignPlaces,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** The vault of the campaign, asked for before the transaction: making a first key takes one of its own. */
  vaultFor({ campaignId }: Command, actor: Actor): Promise<IdentityVault> {
    return this.keys.sealingVaultOf(campaignId, actor.id);
  }

  async run(tx: Tx, vault: IdentityVault, command: Command, actor: Actor) {
    const { campaignId, participantId = this.ids.uuid4() } = command;
    const { site, district } = actor.scope;
    // Asked first: a campaign of other sites looks like one that does not exist.
    if (actor.role !== 'district-liaison') await this.places.mustBeOf(campaignId, actor, tx);
    else if (district === undefined) throw new Refusal('NOT_FOUND');
    await this.campaigns.mustTakePeople(tx, campaignId);
    const atDesk = site === undefined || actor.role === 'district-liaison' ? {} : { siteCode: site };
    const marks = { registeredBy: actor.id, capturedAt: this.clock.now(), ...atDesk };
    const sealed = this.participants.seal(
      vault,
      participantId,
      personOf(command, actor.role === 'district-liaison' ? district : undefined),
      marks,
    );
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

const guardedBy = ({ guardian }: Command): Pick<Person, 'guardian'> => {
  if (guardian === undefined) return {};
  if ('participantId' in guardian) return { guardian };
  return { guardian: { name: new Pii(guardian.name), phone: new Pii(guardian.phone) } };
};

// The desk is judged as strictly as a roster: a telephone that is none calls nobody back.
function personOf(command: Command, district: string | undefined): Person {
  const { name, cardKind, cardNumber, phone = '', address = '', divisionCode = '' } = command;
  const cells = { name, cardKind, cardNumber, phone, address, division: divisionCode };
  const judged = judgeRow(cells, { isDamaged: looksDamagedByExcel, divisionNamed: () => undefined, district });
  if (!('faults' in judged)) return { ...judged.person, ...guardedBy(command) };
  if (judged.faults.some(({ field }) => field === 'cardNumber')) throw new Refusal('IDENTITY_NUMBER_WRONG');
  throw new Malformed(
    judged.faults.map(({ field, code }) => {
      const [message, hint] = rosterFaults[code];
      return { path: field === 'division' ? 'divisionCode' : field, code, message, hint };
    }),
  );
}
