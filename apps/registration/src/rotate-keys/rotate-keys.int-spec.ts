import { createCipheriv, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TokenClaims } from '@lib/platform';
import { eventually, namespacedKafka, openRoom } from '@lib/testing';
import type { Room } from '@lib/testing';
import { identityCheckOf } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registrationConfig } from '../registration.config.js';
import { RegistrationModule } from '../registration.module.js';

const site = '330105-0001';
const admin: TokenClaims = { sub: 'admin-1', role: 'admin', scope: {} };
const sampler: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site } };

let room: Room;
let folder: string;
let file: string;
const kafka = namespacedKafka();
const secret = () => randomBytes(32).toString('base64');
const first = { id: 'k1', hmac: secret(), aes: secret() };
const second = { id: 'k2', aes: secret() };
const writeKeys = (keys: object[], current: string) =>
  writeFile(file, JSON.stringify({ keys, current }), { mode: 0o600 });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-registration-'));
  file = join(folder, 'identity.json');
  await writeKeys([first], 'k1');
  room = await openRoom({
    app: 'registration',
    schema: 'registration',
    module: RegistrationModule,
    config: registrationConfig,
    env: { BULOU_NAMESPACE: kafka.namespace, BULOU_IDENTITY_KEYS: file },
  });
});

afterAll(async () => {
  await room?.close();
  await kafka.drop();
  await rm(folder, { recursive: true });
});

async function openCampaign(): Promise<string> {
  const body = { name: '演练', kind: 'drill' };
  const opened = await room.call('POST', '/v1/campaigns', { as: admin, key: randomUUID(), body });
  const { campaignId } = opened.body as { campaignId: string };
  const sites = [{ siteCode: site, name: '东苑', districtCode: '330105' }];
  await room.call('POST', `/v1/campaigns/${campaignId}/sites`, { as: admin, key: randomUUID(), body: { sites } });
  return campaignId;
}
let serial = 100;
const card = (): string => {
  const first17 = `33010519900307${(serial += 1)}`;
  return first17 + identityCheckOf(first17);
};
async function register(campaignId: string, cardNumber = card(), name = '张三丰'): Promise<string> {
  const body = { campaignId, name, cardKind: 'identity-number', cardNumber, phone: '13812345678' };
  const answer = await room.call('POST', '/v1/participants', { as: sampler, key: randomUUID(), body });
  return (answer.body as { participantId: string }).participantId;
}
interface Masked {
  participantId: string | null;
  maskedName: string;
  isUnreadable?: true;
}
const masked = async (campaignId: string, participantIds: string[]): Promise<Masked[]> => {
  const body = { campaignId, participantIds };
  const answer = await room.call('POST', '/v1/participants/masked', { as: sampler, body });
  return (answer.body as { participants: Masked[] }).participants;
};
const resolve = async (campaignId: string, cardNumbers: string[]): Promise<Masked[]> => {
  const answer = await room.call('POST', '/v1/participants/resolve', {
    as: sampler,
    body: { campaignId, cardNumbers },
  });
  return (answer.body as { participants: Masked[] }).participants;
};
const rotate = (campaignId?: string) =>
  room.call('POST', '/v1/keys/rotation', { as: admin, key: randomUUID(), body: { campaignId, reason: '例行轮换' } });
interface Keys {
  currentKey: string;
  wrappingKeys: { keyId: string; wraps: number }[];
  campaigns: { campaignId: string; keyId: string; rowsUnderOldKeys: number; unreadableRows: number }[];
}
const keysOf = async (campaignId: string) => {
  const { body } = await room.call('GET', '/v1/keys', { as: admin });
  return { ...(body as Keys), campaign: (body as Keys).campaigns.find((one) => one.campaignId === campaignId) };
};
const sql = (text: string, values: unknown[] = []) => room.postgres.admin(text, values);

describe('keys of campaigns', () => {
  test('are another for each campaign, wrapped in the database, and a dump without the key file opens nothing', async () => {
    const [one, two] = [await openCampaign(), await openCampaign()];
    const number = card();
    await register(one, number);
    await register(two, number);
    const rows = await sql(
      'select people.key_id, id_number_index, wrapped from registration.participants people join registration.campaign_keys using (campaign_id)',
    );
    expect(new Set(rows.map((row) => row['key_id'])).size).toBe(2);
    expect(new Set(rows.map((row) => String(row['id_number_index']))).size).toBe(2);
    const dump = JSON.stringify(
      await sql('select p::text, k::text from registration.participants p, registration.campaign_keys k'),
    );
    const own = JSON.stringify([first.aes, first.hmac].map((key) => Buffer.from(key, 'base64').toString('hex')));
    for (const hidden of ['张三丰', number, '13812345678', ...(JSON.parse(own) as string[])]) {
      expect(dump).not.toContain(hidden);
      expect(dump).not.toContain(Buffer.from(hidden).toString('hex'));
    }
  });

  test('do not open a name that was swapped with another row’s: that row alone is shown as unreadable, and it is written', async () => {
    const campaignId = await openCampaign();
    const [one, two, three] = [await register(campaignId), await register(campaignId), await register(campaignId)];
    await sql(
      `update registration.participants a set name_sealed = b.name_sealed from registration.participants b
        where a.participant_id = $1 and b.participant_id = $2`,
      [one, two],
    );
    const shown = new Map((await masked(campaignId, [one, two, three])).map((row) => [row.participantId, row]));
    expect(shown.get(one)).toMatchObject({ maskedName: '无法读取', isUnreadable: true });
    expect([shown.get(two), shown.get(three)]).toMatchObject([{ maskedName: '张*丰' }, { maskedName: '张*丰' }]);
    const written = await sql(
      'select column_name, times from registration.unreadable_values where participant_id = $1',
      [one],
    );
    expect(written).toEqual([{ column_name: 'name', times: 1 }]);
  });
});

describe('a rotation', () => {
  test('gives the campaign a new key while people are registered; old rows open all the time and are sealed anew', async () => {
    const campaignId = await openCampaign();
    const cards = Array.from({ length: 40 }, card);
    const ids = await Promise.all(cards.slice(0, 20).map((one) => register(campaignId, one)));
    const before = (await keysOf(campaignId)).campaign?.keyId;
    const [rotated, ...later] = await Promise.all([
      rotate(campaignId),
      ...cards.slice(20).map((one) => register(campaignId, one)),
    ]);
    expect(rotated).toMatchObject({ status: 200, body: { renewedCampaigns: 1 } });
    expect((await masked(campaignId, [...ids, ...later])).every(({ maskedName }) => maskedName === '张*丰')).toBe(true);
    await eventually(async () => (await keysOf(campaignId)).campaign?.rowsUnderOldKeys === 0);
    expect((await keysOf(campaignId)).campaign?.keyId).not.toBe(before);
    expect((await resolve(campaignId, cards)).every(({ maskedName }) => maskedName === '张*丰')).toBe(true);
    await eventually(async () => {
      const old = await sql('select wrapped, destroyed_at from registration.campaign_keys where key_id = $1', [before]);
      return old[0]?.['wrapped'] === null && old[0]['destroyed_at'] !== null;
    });
  });

  test('wraps every key under the new key of the file, which is read without a restart', async () => {
    const campaignId = await openCampaign();
    const id = await register(campaignId);
    await writeKeys([first, second], 'k2');
    expect(await rotate(campaignId)).toMatchObject({ status: 200, body: { currentKey: 'k2' } });
    const { currentKey, wrappingKeys } = await keysOf(campaignId);
    expect([currentKey, wrappingKeys.map(({ keyId }) => keyId)]).toEqual(['k2', ['k2']]);
    expect(await masked(campaignId, [id])).toMatchObject([{ maskedName: '张*丰' }]);
  });

  test('brings in rows from before campaigns had keys, which open and are found before and after', async () => {
    const campaignId = await openCampaign();
    const [participantId, number] = [randomUUID(), card()];
    const sealOld = (column: string, text: string): Buffer => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', Buffer.from(first.aes, 'base64'), nonce);
      cipher.setAAD(Buffer.from(`${participantId}/${column}`));
      return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    };
    const index = createHmac('sha256', Buffer.from(first.hmac, 'base64')).update(`${campaignId}/${number}`).digest();
    await sql(
      `insert into registration.participants (participant_id, campaign_id, key_id, id_number_index, card_kind,
         card_number_sealed, name_sealed, registered_by, captured_at, recorded_at)
       values ($1, $2, 'k1', $3, 'identity-number', $4, $5, 'desk', now(), now())`,
      [participantId, campaignId, index, sealOld('card_number', number), sealOld('name', '司马相如')],
    );
    expect(await resolve(campaignId, [number])).toMatchObject([{ participantId, maskedName: '司**如' }]);
    expect(await register(campaignId, number)).toBe(participantId);
    await rotate(campaignId);
    await eventually(async () => (await keysOf(campaignId)).campaign?.rowsUnderOldKeys === 0);
    expect(await resolve(campaignId, [number])).toMatchObject([{ participantId, maskedName: '司**如' }]);
    const [row] = await sql('select id_number_index from registration.participants where participant_id = $1', [
      participantId,
    ]);
    expect((row?.['id_number_index'] as Buffer).equals(index)).toBe(false);
  });

  test('is for administrators', async () => {
    const body = { reason: '例行轮换' };
    expect(await room.call('POST', '/v1/keys/rotation', { as: sampler, key: randomUUID(), body })).toMatchObject({
      status: 403,
    });
  });
});
