import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signNoticeProof, systemClock } from '@lib/platform';
import { namespacedKafka, openRoom } from '@lib/testing';
import type { Room } from '@lib/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registrationConfig } from '../registration.config.js';
import { RegistrationModule } from '../registration.module.js';
import { noticeLookLimits } from './notice-budget.decider.js';

const secret = randomBytes(32).toString('hex');
const kafka = namespacedKafka();
let room: Room;
let folder: string;
let campaignId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-notices-'));
  const file = join(folder, 'identity.json');
  const keys = { keys: [{ id: 'k1', aes: randomBytes(32).toString('base64') }], current: 'k1' };
  await writeFile(file, JSON.stringify(keys), { mode: 0o600 });
  room = await openRoom({
    app: 'registration',
    schema: 'registration',
    module: RegistrationModule,
    config: registrationConfig,
    env: { BULOU_NAMESPACE: kafka.namespace, BULOU_IDENTITY_KEYS: file, BULOU_NOTICE_SECRET: secret },
  });
  const as = { sub: 'admin-1', role: 'admin', scope: {} } as const;
  const opened = await room.call('POST', '/v1/campaigns', {
    as,
    key: randomUUID(),
    body: { name: '演练', kind: 'drill' },
  });
  campaignId = (opened.body as { campaignId: string }).campaignId;
  const sites = [{ siteCode: '330105-0001', name: '东苑', districtCode: '330105' }];
  await room.call('POST', `/v1/campaigns/${campaignId}/sites`, { as, key: randomUUID(), body: { sites } });
});

afterAll(async () => {
  await room?.close();
  await kafka.drop();
  await rm(folder, { recursive: true });
});

let serial = 0;
async function registered(phone?: string, guardian?: object): Promise<string> {
  const as = { sub: 'sampler-1', role: 'sampler', scope: { site: '330105-0001' } } as const;
  const person = { campaignId, name: '王小明', cardKind: 'passport', cardNumber: `E${10_000_000 + (serial += 1)}` };
  const answer = await room.call('POST', '/v1/participants', {
    as,
    key: randomUUID(),
    body: { ...person, ...(phone === undefined ? {} : { phone }), ...(guardian === undefined ? {} : { guardian }) },
  });
  return (answer.body as { participantId: string }).participantId;
}

const proofFor = (participantId: string, at = systemClock.now(), key = secret) =>
  signNoticeProof(key, { participantId, noticeId: randomUUID(), proofId: randomUUID() }, at);
const ask = (proof: string) => room.call('POST', '/v1/notice-addresses', { body: { proof } });
const looks = () => room.postgres.admin<{ outcome: string }>('select outcome from registration.notice_looks');

describe('the number for a notice', () => {
  test('is given to the sender of notices, written down, and in no log', async () => {
    const participantId = await registered('13812345678');
    const answer = await ask(await proofFor(participantId));
    expect(answer).toMatchObject({ status: 200, body: { phone: '13812345678', isGuardian: false } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const [audited] = await room.postgres.admin<{ n: number }>(
      `select count(*)::int as n from registration_audit.entries where kind = 'address-read-for-notice' and object_id = $1`,
      [participantId],
    );
    expect(audited?.n).toBe(1);
    expect(room.logged()).not.toContain('13812345678');
  });

  test('is that of the guardian, for whoever has one', async () => {
    const participantId = await registered('13812345678', { name: '王大明', phone: '13900009999' });
    expect((await ask(await proofFor(participantId))).body).toEqual({ phone: '13900009999', isGuardian: true });
  });

  test('is null for whoever has none and for whoever is not there', async () => {
    expect((await ask(await proofFor(await registered()))).body).toEqual({ phone: null, isGuardian: false });
    expect((await ask(await proofFor(randomUUID()))).body).toEqual({ phone: null, isGuardian: false });
  });

  test('is given once for a proof', async () => {
    const proof = await proofFor(await registered('13812345678'));
    expect(await ask(proof)).toMatchObject({ status: 200 });
    expect(await ask(proof)).toMatchObject({ status: 401, body: { code: 'NOTICE_PROOF_WRONG' } });
  });

  test.each<[string, (id: string) => Promise<string>]>([
    ['another secret', (id) => proofFor(id, systemClock.now(), randomBytes(32).toString('hex'))],
    ['an age of two minutes', (id) => proofFor(id, new Date(systemClock.now().getTime() - 120_000))],
    ['a time to come', (id) => proofFor(id, new Date(systemClock.now().getTime() + 120_000))],
    ['no form', () => Promise.resolve('a.b.c')],
  ])('is not given for a proof with %s, and nothing is looked up', async (_what, proof) => {
    const before = (await looks()).length;
    const answer = await ask(await proof(await registered('13812345678')));
    expect(answer).toMatchObject({ status: 401, body: { code: 'NOTICE_PROOF_WRONG' } });
    expect(JSON.stringify(answer.body)).not.toContain('138');
    expect(await looks()).toHaveLength(before);
  });

  test('of one person is given so often a day and no more', async () => {
    const participantId = await registered('13812345678');
    const outcomes: number[] = [];
    for (let time = 0; time <= noticeLookLimits.perPersonAndDay; time += 1) {
      outcomes.push((await ask(await proofFor(participantId))).status);
    }
    expect(outcomes.filter((status) => status === 200)).toHaveLength(noticeLookLimits.perPersonAndDay);
    expect(outcomes.at(-1)).toBe(429);
  });
});
