import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { readCertificate } from '@lib/contracts/http/registration/closing';
import type { TokenClaims } from '@lib/platform';
import { eventually, namespacedKafka, openRoom } from '@lib/testing';
import type { Room } from '@lib/testing';
import { identityCheckOf } from '@lib/vocabulary';
import { compactVerify, createLocalJWKSet, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { registrationConfig } from '../registration.config.js';
import { RegistrationModule } from '../registration.module.js';

type Certificate = z.output<typeof readCertificate.response>;

const site = '330105-0001';
const person = (sub: string): TokenClaims => ({ sub, role: 'admin', scope: {} });
const [one, two] = [person('admin-1'), person('admin-2')];
const auditor: TokenClaims = { sub: 'auditor-1', role: 'auditor', scope: {} };
const sampler: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site } };

let room: Room;
let folder: string;
const kafka = namespacedKafka();
const keyFile = () => join(folder, 'identity.json');
const secret = () => randomBytes(32).toString('base64');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-registration-'));
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const certificate = { ...(await exportJWK(privateKey)), kid: 'c1' };
  const keys = { keys: [{ id: 'k1', aes: secret() }], current: 'k1', certificate };
  await writeFile(keyFile(), JSON.stringify(keys), { mode: 0o600 });
  room = await openRoom({
    app: 'registration',
    schema: 'registration',
    module: RegistrationModule,
    config: registrationConfig,
    env: { BULOU_NAMESPACE: kafka.namespace, BULOU_IDENTITY_KEYS: keyFile() },
  });
});

afterAll(async () => {
  await room?.close();
  await kafka.drop();
  await rm(folder, { recursive: true });
});

const post = (path: string, as: TokenClaims, body: unknown = {}) =>
  room.call('POST', path, { as, key: randomUUID(), body });
const sql = (text: string, values: unknown[] = []) => room.postgres.admin(text, values);

let serial = 100;
async function campaignOf(people: number, kind = 'drill'): Promise<string> {
  const { campaignId } = (await post('/v1/campaigns', one, { name: '演练', kind })).body as {
    campaignId: string;
  };
  const sites = [{ siteCode: site, name: '东苑', districtCode: '330105' }];
  await post(`/v1/campaigns/${campaignId}/sites`, one, { sites });
  const rows = Array.from({ length: people }, () => {
    const first17 = `33010519900307${(serial += 1)}`;
    return `慕容雪峰,${first17}${identityCheckOf(first17)},13812345678,文三路1号,330105001`;
  });
  const bytes = Buffer.from(['姓名,证件号码,联系电话,现住址,所属区划', ...rows, '坏行,123,,,'].join('\n'));
  await room.call('POST', `/v1/campaigns/${campaignId}/rosters`, { as: one, body: bytes });
  return campaignId;
}
const openRound = (campaignId: string) =>
  post(`/v1/campaigns/${campaignId}/rounds`, one, {
    number: 1,
    opensAt: '2026-11-21T00:00:00.000Z',
    closesAt: '2026-11-22T00:00:00.000Z',
  });
const propose = (campaignId: string, as = one) => post(`/v1/campaigns/${campaignId}/close`, as, { reason: '行动结束' });
const confirm = (campaignId: string, as = two) => post(`/v1/campaigns/${campaignId}/close/confirm`, as);
async function certified(campaignId: string): Promise<Certificate> {
  let found: Certificate | undefined;
  await eventually(async () => {
    const answer = await room.call('GET', `/v1/campaigns/${campaignId}/certificate`, { as: auditor });
    if (answer.status === 200) found = answer.body;
    return found !== undefined;
  });
  return found!;
}

describe('closing a campaign', () => {
  test('is refused while a round is open or somebody waits to be sampled again', async () => {
    const campaignId = await campaignOf(1);
    const { roundId } = (await openRound(campaignId)).body as { roundId: string };
    expect(await propose(campaignId)).toMatchObject({ status: 409, body: { code: 'CAMPAIGN_ROUNDS_OPEN' } });
    await post(`/v1/rounds/${roundId}/close`, one);
    const orderId = randomUUID();
    await sql(
      `insert into registration.recollection_orders (order_id, campaign_id, participant_id, cause, cause_tube_id,
         site_code, due_at, requested_at, ordered_at)
       values ($1, $2, $3, 'detected', '12026112100010', $4, now(), now(), now())`,
      [orderId, campaignId, randomUUID(), site],
    );
    expect(await propose(campaignId)).toMatchObject({ status: 409, body: { code: 'CAMPAIGN_PEOPLE_UNANSWERED' } });
    await sql(
      `update registration.recollection_orders set closed_at = now(), closed_as = 'answered' where order_id = $1`,
      [orderId],
    );
    expect(await propose(campaignId)).toMatchObject({ status: 200 });
  });

  test('is refused in a live campaign while a measure keeps somebody, at either step, and not in a drill', async () => {
    const [live, drill] = [await campaignOf(1, 'live'), await campaignOf(1)];
    const keep = (campaignId: string) =>
      sql(
        `insert into registration.measures_told (measure_id, campaign_id, participant_id, site_code, starts_at, ends_at)
         values ($1, $2, $3, $4, now(), now() + interval '1 day')`,
        [randomUUID(), campaignId, randomUUID(), site],
      );
    expect(await propose(live)).toMatchObject({ status: 200 });
    for (const campaignId of [live, drill]) await keep(campaignId);
    const kept = { status: 409, body: { code: 'CAMPAIGN_PEOPLE_KEPT' } };
    expect(await confirm(live)).toMatchObject(kept);
    expect(await propose(live)).toMatchObject(kept);
    expect(await propose(drill)).toMatchObject({ status: 200 });
    await sql('update registration.measures_told set ended_at = now() where campaign_id = $1', [live]);
    expect(await propose(live)).toMatchObject({ status: 200 });
  });

  test('takes two people, in that order, and the database knows it, too', async () => {
    const campaignId = await campaignOf(1);
    expect(await confirm(campaignId)).toMatchObject({ status: 409, body: { code: 'CLOSING_NOT_PROPOSED' } });
    await propose(campaignId);
    expect(await confirm(campaignId, one)).toMatchObject({
      status: 409,
      body: { code: 'CLOSING_NEEDS_SECOND_PERSON' },
    });
    await expect(
      sql(
        `update registration.campaign_closings set confirmed_by = proposed_by, confirmed_at = now() where campaign_id = $1`,
        [campaignId],
      ),
    ).rejects.toThrow('check constraint');
    expect(await post(`/v1/campaigns/${campaignId}/close`, sampler, { reason: '结束' })).toMatchObject({ status: 403 });
  });

  test('that one person proposed can be read by the second: who, when, why, and until when; then it is gone', async () => {
    const [campaignId, lapsed] = [await campaignOf(1), await campaignOf(1)];
    await propose(campaignId);
    await propose(lapsed);
    await sql(
      `update registration.campaign_closings set proposed_at = proposed_at - interval '25 hours' where campaign_id = $1`,
      [lapsed],
    );
    const waiting = async (as: TokenClaims) =>
      (await room.call('GET', '/v1/closings', { as })).body as { closings: { campaignId: string; lapsesAt: string }[] };
    const found = (await waiting(two)).closings;
    expect(found.find((one) => one.campaignId === campaignId)).toMatchObject({
      ...{ name: '演练', kind: 'drill', reason: '行动结束', proposedBy: 'admin-1' },
    });
    expect(found.some((one) => one.campaignId === lapsed)).toBe(false);
    expect((await waiting(auditor)).closings).toEqual(found);
    expect(await room.call('GET', '/v1/closings', { as: sampler })).toMatchObject({ status: 403 });
    await confirm(campaignId);
    expect((await waiting(two)).closings.some((one) => one.campaignId === campaignId)).toBe(false);
  });

  test('destroys the keys, deletes everybody, and a signed certificate says what was there and is not', async () => {
    const [campaignId, other] = [await campaignOf(30), await campaignOf(3)];
    const [key] = await sql(
      `select key_id from registration.campaign_keys where campaign_id = $1 and purpose = 'seal'`,
      [campaignId],
    );
    await propose(campaignId);
    expect(await confirm(campaignId)).toMatchObject({ status: 200, body: { keysDestroyed: 2, identities: 30 } });
    const { content, sha256, signed } = await certified(campaignId);
    expect(content).toMatchObject({ campaignId, proposedBy: 'admin-1', confirmedBy: 'admin-2', policyVersion: 1 });
    expect(content.keysDestroyed).toContain(key?.['key_id']);
    expect(content.columns).toContainEqual(
      expect.objectContaining({ table: 'participants', column: 'phone_sealed', before: 30, after: 0 }),
    );
    expect(content.columns.filter(({ outcome }) => outcome === 'deleted').every(({ after }) => after === 0)).toBe(true);
    const keys = (await room.call('GET', '/v1/certificate-keys', { as: auditor })).body as { keys: never[] };
    expect(JSON.stringify(keys)).not.toContain('"d"');
    const { payload } = await compactVerify(signed, createLocalJWKSet(keys));
    expect(JSON.parse(Buffer.from(payload).toString())).toEqual(content);
    const tampered = signed.replace(
      /^([^.]+\.)(.)/,
      (_all, head: string, letter: string) => head + (letter === 'e' ? 'f' : 'e'),
    );
    await expect(compactVerify(tampered, createLocalJWKSet(keys))).rejects.toThrow();
    const left = await sql(
      `select (select count(*) from registration.participants where campaign_id = $1)::int as people,
         (select count(*) from registration.campaign_keys where campaign_id = $1 and wrapped is not null)::int as keys,
         (select count(*) from registration.participants where campaign_id = $2)::int as others`,
      [campaignId, other],
    );
    expect(left).toEqual([{ people: 0, keys: 0, others: 3 }]);
    const told = await sql(
      `select payload from registration.outbox where type = 'registration.campaign-closed.v1' and aggregateid = $1`,
      [campaignId],
    );
    expect(JSON.stringify(told)).toContain(sha256);
    expect(JSON.stringify(told)).not.toContain('慕容');
  });

  test('is for ever: nobody is added, no key is made, no round is opened', async () => {
    const campaignId = await campaignOf(2);
    await propose(campaignId);
    await confirm(campaignId);
    await certified(campaignId);
    const body = { campaignId, name: '新来者', cardKind: 'passport', cardNumber: 'E12345678' };
    const closed = { status: 409, body: { code: 'CAMPAIGN_CLOSED' } };
    expect(await post('/v1/participants', sampler, body)).toMatchObject(closed);
    expect(await openRound(campaignId)).toMatchObject(closed);
    expect(await propose(campaignId)).toMatchObject(closed);
    const roster = Buffer.from('姓名,证件号码\n新来者,E12345678');
    expect(await room.call('POST', `/v1/campaigns/${campaignId}/rosters`, { as: one, body: roster })).toMatchObject(
      closed,
    );
    const keys = 'select 1 from registration.campaign_keys where campaign_id = $1 and wrapped is not null';
    expect(await sql(keys, [campaignId])).toEqual([]);
  });

  test('while people are being registered leaves none behind', async () => {
    const campaignId = await campaignOf(1);
    await propose(campaignId);
    const registering = Array.from({ length: 30 }, (_, index) =>
      post('/v1/participants', sampler, {
        campaignId,
        name: '张三',
        cardKind: 'passport',
        cardNumber: `E1000${index + 1000}`,
      }),
    );
    await Promise.all([...registering, confirm(campaignId)]);
    await certified(campaignId);
    expect(await sql('select 1 from registration.participants where campaign_id = $1', [campaignId])).toEqual([]);
  });
});
