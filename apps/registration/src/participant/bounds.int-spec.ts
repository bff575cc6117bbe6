import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TokenClaims } from '@lib/platform';
import { eventually, namespacedKafka, openRoom } from '@lib/testing';
import type { Room } from '@lib/testing';
import { canonicalJson, identityCheckOf } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registrationConfig } from '../registration.config.js';
import { RegistrationModule } from '../registration.module.js';

const [here, there, elsewhere] = ['330105-0001', '330106-0001', '330107-0001'];
const caller = (sub: string, role: TokenClaims['role'], scope: TokenClaims['scope']): TokenClaims => ({
  sub,
  role,
  scope,
});
const admin = caller('admin-1', 'admin', {});
const sampler = caller('sampler-1', 'sampler', { site: here });
const manager = caller('manager-1', 'site-manager', { site: here });
const liaison = caller('liaison-1', 'district-liaison', { district: '330105' });
const stranger = caller('liaison-2', 'district-liaison', { district: '330106' });

let room: Room;
let folder: string;
let campaignId: string;
const kafka = namespacedKafka();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-registration-'));
  const file = join(folder, 'identity.json');
  const keys = { keys: [{ id: 'k1', aes: randomBytes(32).toString('base64') }], current: 'k1' };
  await writeFile(file, JSON.stringify(keys), { mode: 0o600 });
  room = await openRoom({
    app: 'registration',
    schema: 'registration',
    module: RegistrationModule,
    config: registrationConfig,
    env: { BULOU_NAMESPACE: kafka.namespace, BULOU_IDENTITY_KEYS: file },
  });
  const opened = await post('/v1/campaigns', admin, { name: '演练', kind: 'drill' });
  campaignId = (opened.body as { campaignId: string }).campaignId;
  const sites = [here, there].map((siteCode) => ({ siteCode, name: '东苑', districtCode: siteCode.slice(0, 6) }));
  await post(`/v1/campaigns/${campaignId}/sites`, admin, { sites });
});

afterAll(async () => {
  await room?.close();
  await kafka.drop();
  await rm(folder, { recursive: true });
});

const post = (path: string, as: TokenClaims, body: unknown) => room.call('POST', path, { as, key: randomUUID(), body });
const sql = (text: string, values: unknown[] = []) => room.postgres.admin(text, values);
let serial = 100;
const card = (birthday = '19900307'): string => {
  const first17 = `330105${birthday}${(serial += 1)}`;
  return first17 + identityCheckOf(first17);
};
const row = (cardNumber: string, phone = '13812345678', address = '文三路1号', division = '330105001') =>
  ['王小明', cardNumber, phone, address, division].join(',');
const roster = (rows: string[], as = liaison) =>
  room.call('POST', `/v1/campaigns/${campaignId}/rosters`, {
    as,
    body: Buffer.from(['姓名,证件号码,联系电话,现住址,所属区划', ...rows].join('\n')),
  });
const resolve = (cardNumbers: string[], as = sampler, campaign = campaignId) =>
  room.call('POST', '/v1/participants/resolve', { as, body: { campaignId: campaign, cardNumbers } });
const idOf = async (cardNumber: string): Promise<string> =>
  ((await resolve([cardNumber])).body as { participants: { participantId: string }[] }).participants[0]!.participantId;
const masked = async (participantIds: string[], as: TokenClaims) =>
  (
    (await room.call('POST', '/v1/participants/masked', { as, body: { campaignId, participantIds } })).body as {
      participants: unknown[];
    }
  ).participants;

async function order(participantId: string, siteCode: string): Promise<void> {
  await sql(
    `insert into registration.recollection_orders (order_id, campaign_id, participant_id, cause, cause_tube_id, site_code,
       due_at, requested_at, ordered_at) values ($1, $2, $3, 'detected', '12026112100010', $4, now(), now(), now())`,
    [randomUUID(), campaignId, participantId, siteCode],
  );
}
const officer = (district: string) => caller('officer-1', 'isolation-officer', { district });
const reveal = async (participantId: string, reason = '通知复采') =>
  (await room.call('POST', `/v1/participants/${participantId}/reveal`, { as: officer('330105'), body: { reason } }))
    .body as { name: string; phone: string; address: string };

describe('a roster of a district', () => {
  test('brings in its own people only, and says so of each other row', async () => {
    const answer = await roster([row(card()), row(card(), '', '', '330106001'), row(card(), '', '', '')]);
    expect(answer.body).toMatchObject({
      accepted: 2,
      rejected: 1,
      errors: [{ row: 3, code: 'DIVISION_OF_OTHER_DISTRICT' }],
    });
  });

  test('sent by each district takes each one’s rows, not the first one’s answer', async () => {
    const rows = [row(card()), row(card(), '', '', '330106001')];
    expect((await roster(rows)).body).toMatchObject({ accepted: 1, rejected: 1 });
    expect((await roster(rows, stranger)).body).toMatchObject({ accepted: 1, rejected: 1 });
    expect(await roster(rows, caller('liaison-3', 'district-liaison', {}))).toMatchObject({ status: 403 });
  });

  test('with a new telephone of a known person updates it; an empty cell, or another district, changes nothing', async () => {
    const number = card();
    await roster([row(number)]);
    const participantId = await idOf(number);
    await order(participantId, here);
    const again = await roster([row(number, '13900001111', '')]);
    expect(again.body).toMatchObject({ rows: 1, accepted: 0, updated: 1, duplicates: 0, errors: [] });
    expect(await reveal(participantId)).toMatchObject({ phone: '13900001111', address: '文三路1号' });
    expect((await roster([row(number, '13700002222', '', '')], stranger)).body).toMatchObject({
      updated: 0,
      duplicates: 1,
    });
    expect(await reveal(participantId)).toMatchObject({ phone: '13900001111' });
    expect(
      await sql('select fields, source, actor from registration.contact_changes where participant_id = $1', [
        participantId,
      ]),
    ).toEqual([{ fields: 'phone', source: 'roster', actor: 'liaison-1' }]);
  });
});

describe('contact details', () => {
  test('are corrected for people of the caller’s place, with a trace; others look like nobody', async () => {
    const number = card();
    await roster([row(number)]);
    const participantId = await idOf(number);
    await order(participantId, here);
    const change = (as: TokenClaims, body: object = { phone: '13611112222', reason: '本人来电更正' }) =>
      post(`/v1/participants/${participantId}/contact`, as, body);
    expect(await change(stranger)).toMatchObject({ status: 404 });
    expect(await change(sampler)).toMatchObject({ status: 403 });
    expect(await change(manager, { phone: 'call me', reason: '本人更正' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'phone', code: 'PHONE_WRONG' }] },
    });
    expect(await change(caller('hotline-1', 'hotline', { district: '330105' }))).toMatchObject({ status: 200 });
    expect(await reveal(participantId)).toMatchObject({ phone: '13611112222', address: '文三路1号' });
    expect(
      await sql('select source, role from registration.contact_changes where participant_id = $1', [participantId]),
    ).toEqual([{ source: 'desk', role: 'hotline' }]);
  });

  test('that are looked at twice are marked, and the reason names nobody', async () => {
    const number = card();
    await roster([row(number)]);
    const participantId = await idOf(number);
    await order(participantId, here);
    await reveal(participantId, '通知王小明复采 13812345678');
    await reveal(participantId);
    const looks = await sql(
      'select reason, is_repeat from registration.reveals where participant_id = $1 order by recorded_at',
      [participantId],
    );
    expect(looks).toEqual([
      { reason: '通知[…]复采 [phone]', is_repeat: false },
      { reason: '通知复采', is_repeat: true },
    ]);
  });
});

describe('the desk', () => {
  const register = (more: object, as = sampler) =>
    post('/v1/participants', as, {
      campaignId,
      name: '王小明',
      cardKind: 'identity-number',
      cardNumber: card(),
      ...more,
    });

  test.each([
    ['a blank name', { name: '   ' }, 'name', 'NAME_MISSING'],
    ['a telephone that is none', { phone: 'call me' }, 'phone', 'PHONE_WRONG'],
  ])('refuses %s as a roster does', async (_what, more, path, code) => {
    expect(await register(more)).toMatchObject({ status: 400, body: { errors: [{ path, code }] } });
  });

  test('takes people in at a site of the campaign only', async () => {
    expect(await register({})).toMatchObject({ status: 201 });
    expect(await register({}, caller('sampler-2', 'sampler', { site: elsewhere }))).toMatchObject({ status: 404 });
    expect(await register({}, caller('sampler-3', 'sampler', {}))).toMatchObject({ status: 403 });
  });
});

describe('masked names', () => {
  test('are shown of people of the caller’s place, and of those of whom nothing says where they belong', async () => {
    const [own, foreign, unplaced] = [card(), card(), card()];
    await roster([row(own), row(foreign, '', '', '330106001'), row(unplaced, '', '', '')], admin);
    const [ownId, foreignId, unplacedId] = [await idOf(own), await idOf(foreign), await idOf(unplaced)];
    expect(await masked([ownId, foreignId, unplacedId], officer('330105'))).toHaveLength(2);
    await order(foreignId, here);
    expect(await masked([ownId, foreignId, unplacedId], officer('330105'))).toHaveLength(3);
    expect(await masked([ownId], officer('330106'))).toEqual([]);
  });
});

describe('cards', () => {
  test('are resolved at a site of the campaign only', async () => {
    expect(await resolve([card()], caller('sampler-4', 'sampler', { site: elsewhere }))).toMatchObject({ status: 404 });
    expect(await resolve([card()], sampler, randomUUID())).toMatchObject({ status: 404 });
  });

  test('that nobody has are counted; whoever asks for more than a site can meet is paused, and nobody else', async () => {
    const machine = caller('sampler-5', 'sampler', { site: here });
    const unknown = Array.from({ length: 201 }, (_, index) => `E${1_000_000 + index}`);
    expect(await resolve(unknown, machine)).toMatchObject({ status: 200 });
    const paused = await resolve(['E9999999'], machine);
    expect(paused).toMatchObject({ status: 429, body: { code: 'LOOKUP_BUDGET_SPENT' } });
    expect(paused.headers.get('retry-after')).toBe('600');
    expect(await resolve(['E9999999'], caller('sampler-6', 'sampler', { site: here }))).toMatchObject({ status: 200 });
  });

  test('counted through by serial are an alarm after twenty, over several questions too', async () => {
    const prober = caller('sampler-7', 'sampler', { site: here });
    for (let asked = 0; asked < 20; asked += 10) {
      await resolve(
        Array.from({ length: 10 }, () => card('19850101')),
        prober,
      );
    }
    expect(await resolve([card('19850101')], prober)).toMatchObject({ status: 429 });
    const counted = await sql(
      `select asked, is_probing from registration.lookup_counts where actor = 'sampler-7' and is_probing`,
    );
    expect(counted.length).toBeGreaterThan(0);
    expect(room.logged()).toContain('a caller counts through cards');
    expect(room.logged()).not.toContain('33010519850101');
  });

  test('counted through in one question are not answered, not even for the one that somebody has', async () => {
    const mine = card('19720415');
    const person = { campaignId, name: '王小明', cardKind: 'identity-number', cardNumber: mine };
    expect(await post('/v1/participants', sampler, person)).toMatchObject({ status: 201 });
    const around = Array.from({ length: 40 }, () => card('19720415'));
    const prober = caller('sampler-8', 'sampler', { site: here });
    expect(await resolve([...around, mine], prober)).toMatchObject({
      status: 429,
      body: { code: 'LOOKUP_BUDGET_SPENT' },
    });
  });

  test('asked for in many questions at once get no further than asked for in turn', async () => {
    const machine = caller('sampler-9', 'sampler', { site: here });
    const questions = Array.from({ length: 8 }, (_, question) =>
      resolve(
        Array.from({ length: 150 }, (_card, index) => `F${1_000_000 + question * 1_000 + index}`),
        machine,
      ),
    );
    const answered = (await Promise.all(questions)).filter(({ status }) => status === 200);
    expect(answered.length).toBeLessThanOrEqual(2);
  });
});

test('why a contact was corrected is kept without the person: name, telephone and address are struck out', async () => {
  const mine = card();
  await roster([row(mine, '13812345678', '文三路1号')]);
  const person = await idOf(mine);
  const reason = '王小明 搬离文三路1号，现住 龙井路9号';
  const change = { address: '龙井路9号', reason };
  expect(await post(`/v1/participants/${person}/contact`, manager, change)).toMatchObject({ status: 200 });
  const kept = await sql('select reason from registration.contact_changes where participant_id = $1', [person]);
  expect(kept).toEqual([{ reason: '[…] 搬离[…]，现住 […]' }]);
});

test('and so is the guardian who is named for them', async () => {
  const mine = card();
  const guardian = { name: '张母', phone: '13900001111' };
  const person = { campaignId, name: '王小明', cardKind: 'identity-number', cardNumber: mine, guardian };
  expect(await post('/v1/participants', sampler, person)).toMatchObject({ status: 201 });
  const id = await idOf(mine);
  const change = { phone: '13912345678', reason: '张母 来电更正 13900001111' };
  expect(await post(`/v1/participants/${id}/contact`, manager, change)).toMatchObject({ status: 200 });
  const kept = await sql('select reason from registration.contact_changes where participant_id = $1', [id]);
  expect(kept).toEqual([{ reason: '[…] 来电更正 [phone]' }]);
});

describe('of a command that names somebody', () => {
  const send = (path: string, as: TokenClaims, body: object, key: string) => room.call('POST', path, { as, key, body });
  // What was kept until now: whoever has a copy of the database tries all telephones against it within seconds.
  const bare = ({ sub: id, role, scope: { site } }: TokenClaims, content: object) =>
    createHash('sha256')
      .update(canonicalJson({ content, caller: { id, role, site } }))
      .digest('hex');

  test.each<[string, TokenClaims, (mine: string) => Promise<string>, object]>([
    [
      'a registration',
      sampler,
      () => Promise.resolve('/v1/participants'),
      { name: '王小明', cardKind: 'passport', cardNumber: 'E70000001' },
    ],
    [
      'a change of contact',
      manager,
      async (mine) => `/v1/participants/${await idOf(mine)}/contact`,
      { phone: '13912345678', reason: '本人要求' },
    ],
  ])('only a digest under the campaign’s key is kept: %s', async (_what, as, pathFor, more) => {
    const mine = card();
    const person = { campaignId, name: '王小明', cardKind: 'identity-number', cardNumber: mine };
    expect(await post('/v1/participants', sampler, person)).toMatchObject({ status: 201 });
    const path = await pathFor(mine);
    const body = path.endsWith('contact') ? more : { campaignId, ...more };
    const key = randomUUID();
    const first = await send(path, as, body, key);
    expect(first.status).toBeLessThan(300);
    expect(await send(path, as, body, key)).toMatchObject({ body: first.body });
    expect(await send(path, as, { ...body, phone: '13712345678' }, key)).toMatchObject({ status: 422 });
    const [kept] = await sql('select body_hash from registration.command_answers where command_id = $1', [key]);
    expect(kept).toBeDefined();
    expect(kept).not.toEqual({ body_hash: bare(as, body) });
  });
});

test('what is past its time goes, and nothing younger', async () => {
  await sql(
    `insert into registration.contact_changes (change_id, participant_id, fields, source, actor, recorded_at)
     select gen_random_uuid(), gen_random_uuid(), 'phone', 'desk', 'old-' || age, now() - make_interval(days => age)
     from unnest(array[182, 184, 400]) age`,
  );
  const { Retention } = await import('../retention/retention.store.js');
  const { Database, Log } = await import('@lib/platform');
  const database = await Database.open({ app: 'registration', schema: 'registration', url: room.postgres.url });
  const retention = new Retention(database, Log.for('registration'));
  await eventually(async () => (await retention.sweep(1)) === 0);
  await database.close();
  expect(await sql(`select actor from registration.contact_changes where actor like 'old-%'`)).toEqual([
    { actor: 'old-182' },
  ]);
});
