import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { eventually, foreignFacts, namespacedKafka, openRoom } from '@lib/testing';
import type { ForeignFacts, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registrationConfig } from '../registration.config.js';
import { RegistrationModule } from '../registration.module.js';

const admin = { sub: 'admin-1', role: 'admin', scope: {} } as const;
const kafka = namespacedKafka();
let room: Room;
let facts: ForeignFacts;
let folder: string;
let campaignId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-residence-'));
  const secret = () => randomBytes(32).toString('base64');
  const keys = { keys: [{ id: 'k1', hmac: secret(), aes: secret() }], current: 'k1' };
  await writeFile(join(folder, 'identity.json'), JSON.stringify(keys), { mode: 0o600 });
  facts = foreignFacts(kafka);
  room = await openRoom({
    app: 'registration',
    schema: 'registration',
    module: RegistrationModule,
    config: registrationConfig,
    env: { BULOU_NAMESPACE: kafka.namespace, BULOU_IDENTITY_KEYS: join(folder, 'identity.json') },
  });
  const body = { name: '演练', kind: 'drill' };
  const opened = await room.call('POST', '/v1/campaigns', { as: admin, key: randomUUID(), body });
  campaignId = (opened.body as { campaignId: string }).campaignId;
});

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await kafka?.drop();
  await rm(folder, { recursive: true });
});

/** A person with a residence, whose sealed columns hold nothing that this test needs. */
async function living(divisionCode: string | null): Promise<string> {
  const participantId = randomUUID();
  await room.postgres.admin(
    `insert into registration.participants (participant_id, campaign_id, key_id, id_number_index, card_kind,
       card_number_sealed, name_sealed, division_code, registered_by, captured_at, recorded_at)
     values ($1, $2, 'k1', $3, 'other', '\\x00', '\\x00', $4, 'desk-1', now(), now())`,
    [participantId, campaignId, randomBytes(32), divisionCode],
  );
  return participantId;
}

interface Told {
  readonly payload: { readonly resultVersion: number; readonly residences: readonly Record<string, unknown>[] };
}

const toldOf = (tubeId: string) =>
  room.postgres.admin<Told>(
    `select * from registration.outbox where type = 'registration.residences-told.v1' and aggregateid = $1
      order by aggregate_version`,
    [tubeId],
  );

test('a detection makes the division of each of its people known, and nothing else of them', async () => {
  const [atHome, unknown] = [await living('330106003001'), await living(null)];
  const stranger = randomUUID();
  const tubeId = writeTubeBarcode('24', 1);
  const members = [atHome, unknown, stranger].map((subjectId, index) => {
    return { position: index + 1, subjectKind: 'person' as const, subjectId };
  });
  const place = { position: 4, subjectKind: 'place' as const, subjectId: randomUUID() };
  await facts.tell(DetectionRaisedV1, { campaignId, tubeId, members: [...members, place] });
  const [told] = await eventually(async () => {
    const found = await toldOf(tubeId);
    return found.length === 1 && found;
  });
  expect(told?.payload).toEqual({
    campaignId,
    tubeId,
    resultVersion: 1,
    residences: [
      { participantId: atHome, divisionCode: '330106003001' },
      { participantId: unknown, divisionCode: null },
      { participantId: stranger, divisionCode: null },
    ],
  });
});

test('the newest version of a result is told, also where two come at once, and a tube without people is none', async () => {
  const [tubeId, placeTube] = [writeTubeBarcode('24', 2), writeTubeBarcode('24', 3)];
  const members = [{ position: 1, subjectKind: 'person' as const, subjectId: await living('330105001002') }];
  const place = [{ position: 1, subjectKind: 'place' as const, subjectId: randomUUID() }];
  await facts.tell(DetectionRaisedV1, { campaignId, tubeId: placeTube, members: place });
  await facts.tell(DetectionRaisedV1, { campaignId, tubeId, members });
  await facts.tell(DetectionRaisedV1, { campaignId, tubeId, members, resultVersion: 2 });
  await eventually(async () => (await toldOf(tubeId)).at(-1)?.payload.resultVersion === 2);
  expect(await toldOf(placeTube)).toEqual([]);
});
