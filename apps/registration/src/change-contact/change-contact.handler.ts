import { Malformed, Refusal } from '@lib/contracts/refusals';
import type { changeContact } from '@lib/contracts/http/registration/contact';
import { Database } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import { Pii } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { KeyRing } from '../keys/key-ring.store.js';
import { contactFaults } from '../import-roster/roster-row.decider.js';
import { rosterFaults } from '@lib/contracts/roster-row-codes';
import { ContactStore } from '../participant/contact.store.js';
import { placeOf } from '../place/caller-place.js';

type Command = z.output<typeof changeContact.request>;

/** Corrects how one person is reached. Somebody of another place looks like nobody. */
@Injectable()
export class ChangeContact {
  constructor(
    private readonly contacts: ContactStore,
    private readonly database: Database,
    private readonly keys: KeyRing,
  ) {}

  /** What is kept of the command to tell a repeat; nothing for somebody who is not there, who is refused anyway. */
  async digestOf(participantId: string, body: unknown): Promise<string | undefined> {
    const [person] = await this.database.query<{ campaign_id: string }>(
      'select campaign_id from participants where participant_id = $1',
      [participantId],
    );
    return person && (await this.keys.vaultOf(person.campaign_id)).digestOf(body);
  }

  async run(tx: Tx, participantId: string, command: Command, actor: Actor) {
    const faults = contactFaults({ phone: command.phone ?? '', address: command.address ?? '' });
    if (faults.length > 0) {
      throw new Malformed(
        faults.map(({ field, code }) => ({
          path: field,
          code,
          message: rosterFaults[code][0],
          hint: rosterFaults[code][1],
        })),
      );
    }
    const closed = (text: string | null) => (text === null || text.trim() === '' ? null : new Pii(text.trim()));
    const change = {
      ...(command.phone === undefined ? {} : { phone: closed(command.phone) }),
      ...(command.address === undefined ? {} : { address: closed(command.address) }),
    };
    const marks = { source: 'desk', actor, reason: command.reason } as const;
    if (!(await this.contacts.change(tx, participantId, change, placeOf(actor), marks))) throw new Refusal('NOT_FOUND');
    return { participantId };
  }
}
