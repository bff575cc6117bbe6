import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContentOf } from '@lib/contracts/event';
import { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import { ContactsAskedV1 } from '@lib/contracts/events/isolation/contacts-asked.v1';
import type { HouseholdToldV1 } from '@lib/contracts/events/registration/household-told.v1';
import type { TokenClaims } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, openRoom } from '@lib/testing';
import type { Room } from '@lib/testing';
import { identityCheckOf } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registrationConfig } from '../registration.config.js';
import { RegistrationModule } from '../registration.module.js';

const admin: TokenClaims = { sub: 'admin-1', role: 'admin', scope: {} };
const liaison = { sub: 'liaison-1', role: 'district-liaison', scope: { district: '330105' } } as const;
const kafka = namespacedKafka();
const facts = foreignFacts(kafka);
let room: Room;
let folder: string;
let campaignId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-registration-'));
  const secret = () => randomBytes(32).toString('base64');
  const keys = { keys: [{ id: 'k1', hmac: secret(), aes: secret() }], current: 'k1' };
  await writeFile(join(folder, 'identity.json'), JSON.stringify(keys), { mode: 0o600 });
  const env = { BULOU_NAMESPACE: kafka.namespace, BULOU_IDENTITY_KEYS: join(folder, 'identity.json') };
  const config = registrationConfig;
  room = await openRoom({ app: 'registration', schema: 'registration', module: RegistrationModule, config, env });
  const body = { name: '演练', kind: 'drill' };
  const opened = await room.call('POST', '/v1/campaigns', { as: admin, key: randomUUID(), body });
  campaignId = (opened.body as { campaignId: string }).campaignId;
});
afterAll(async () => {
  await room?.close();
  await facts.close();
  await kafka.drop();
  await rm(folder, { recursive: true });
});

let serial = 100;
async function person(address: string): Promise<string> {
  const first17 = `33010519900307${(serial += 1)}`;
  const body = {
    ...{ campaignId, name: '演练甲', cardKind: 'identity-number', phone: '13800000000', address },
    cardNumber: first17 + identityCheckOf(first17),
  };
  const answer = await room.call('POST', '/v1/participants', { as: liaison, key: randomUUID(), body });
  expect(answer.status).toBe(201);
  return (answer.body as { participantId: string }).participantId;
}

const told = async (key: string): Promise<ContentOf<typeof HouseholdToldV1>> => {
  const rows = () =>
    room.postgres.admin<{ payload: ContentOf<typeof HouseholdToldV1> }>(
      `select payload from registration.outbox where type = 'registration.household-told.v1' and aggregateid = $1`,
      [key],
    );
  await eventually(async () => expect(await rows()).toHaveLength(1), { withinMs: 20_000 });
  const [row] = await rows();
  if (row === undefined) throw new Error('nothing was told');
  return row.payload;
};

async function ask(participantId: string): Promise<ContentOf<typeof HouseholdToldV1>> {
  const questionId = randomUUID();
  await facts.tell(ContactsAskedV1, { questionId, campaignId, participantId });
  return told(questionId);
}

describe('a household', () => {
  test('is everybody of one residence, however the address is spelled', async () => {
    const [one, two] = [await person('演练路 1 号 2-301'), await person('演练路１号２－３０１')];
    await person('演练路1号2-302');
    const answer = await ask(one);
    expect(answer).toMatchObject({ found: 1, members: [two] });
    expect((await ask(two)).householdKey).toBe(answer.householdKey);
  });

  test('of somebody who lives alone has nobody else, and another key', async () => {
    const [one, other] = [await person('演练路9号'), await person('演练路10号')];
    const [first, second] = [await ask(one), await ask(other)];
    expect(first).toMatchObject({ found: 0, members: [] });
    expect(first.householdKey).not.toBe(second.householdKey);
  });

  test('is told of a person whose case was opened, by its key alone', async () => {
    const one = await person('演练路20号');
    await person('演练路20号');
    const caseId = randomUUID();
    await facts.tell(CaseOpenedV1, { caseId, campaignId, participantId: one, isNew: true });
    expect(await told(caseId)).toMatchObject({ found: 1, members: [] });
    expect((await told(caseId)).householdKey).not.toBeNull();
  });

  test('is none of somebody whom nobody registered', async () => {
    expect(await ask(randomUUID())).toMatchObject({ householdKey: null, found: 0, members: [] });
  });

  test('moves with the person when the address is corrected', async () => {
    const [one, two] = [await person('演练路30号'), await person('演练路31号')];
    const answer = await room.call('POST', `/v1/participants/${two}/contact`, {
      ...{ as: liaison, key: randomUUID() },
      body: { address: '演练路30号', reason: '搬家 moved' },
    });
    expect(answer.status).toBe(200);
    expect(await ask(one)).toMatchObject({ members: [two] });
  });

  test('of people registered before residences were indexed is found once the caretaker came by', async () => {
    const [one, two] = [await person('演练路40号'), await person('演练路40号')];
    await room.postgres.admin(
      'update registration.participants set residence_index = null where participant_id = any($1)',
      [[one, two]],
    );
    const indexed =
      'select 1 from registration.participants where participant_id = any($1) and residence_index is not null';
    await eventually(async () => expect(await room.postgres.admin(indexed, [[one, two]])).toHaveLength(2), {
      withinMs: 20_000,
    });
    expect(await ask(one)).toMatchObject({ members: [two] });
  });

  test('leaves no address in what is told', async () => {
    const answer = await ask(await person('演练路50号'));
    expect(JSON.stringify(answer)).not.toContain('演练路');
  });
});
