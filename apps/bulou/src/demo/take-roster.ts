import { chunksOf, inLanes } from '../outside/lanes.js';
import type { OutsideClient } from '../outside/outside-client.js';
import { admin, samplerOf } from './callers.js';
import type { DemoPerson } from './people.js';
import type { DemoDevice } from './practice-round.js';
import { writeRosterFiles } from './roster-files.js';

interface RosterAnswer {
  rows: number;
  accepted: number;
  rejected: number;
  duplicates: number;
}

/** Imports the list from above as three files, and checks that each planted fault was named and nothing else was lost. */
async function importRosters(client: OutsideClient, campaignId: string, listed: readonly DemoPerson[]): Promise<void> {
  for (const file of await writeRosterFiles(listed)) {
    const answer = await client.ask<RosterAnswer>(admin, {
      method: 'POST',
      path: `/api/registration/v1/campaigns/${campaignId}/rosters`,
      file: file.bytes,
    });
    const { rejected, duplicates } = file.planted;
    const isAsPlanted =
      answer.rows === file.rows &&
      answer.rejected === rejected &&
      answer.duplicates === duplicates &&
      answer.accepted === file.rows - rejected - duplicates;
    if (!isAsPlanted)
      throw new Error(`${file.name}: ${file.rows} rows sent, ${JSON.stringify({ ...answer, errors: undefined })}`);
  }
}

/**
 * Brings the people in: most by roster, the rest registered at the site, then asks for everybody's pseudonym by card,
 * as a scanning device does.
 *
 * @returns the participant's id by the person's index
 */
export async function takeRoster(
  client: OutsideClient,
  campaignId: string,
  people: readonly DemoPerson[],
  desk: DemoDevice,
): Promise<Map<number, string>> {
  await importRosters(
    client,
    campaignId,
    people.filter((person) => person.isListed),
  );
  const caller = samplerOf(desk.siteCode, desk.deviceId, desk.shiftId);
  await inLanes(
    people.filter((person) => !person.isListed),
    8,
    (person) =>
      client.ask(caller, {
        method: 'POST',
        path: '/api/registration/v1/participants',
        json: {
          campaignId,
          name: person.name,
          cardKind: 'identity-number',
          cardNumber: person.cardNumber,
          phone: person.phone,
        },
      }),
  );
  const idOf = new Map<number, string>();
  await inLanes(chunksOf(people, 500), 4, async (chunk) => {
    const { participants } = await client.ask<{ participants: { participantId: string | null }[] }>(caller, {
      method: 'POST',
      path: '/api/registration/v1/participants/resolve',
      json: { campaignId, cardNumbers: chunk.map((person) => person.cardNumber) },
    });
    for (const [index, person] of chunk.entries()) {
      const participantId = participants[index]?.participantId;
      if (!participantId) throw new Error(`person ${person.index} was registered and is not found by card`);
      idOf.set(person.index, participantId);
    }
  });
  return idOf;
}
