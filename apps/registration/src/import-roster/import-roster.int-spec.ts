import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importRoster } from '@lib/contracts/http/registration/participants';
import { writeXlsx } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { namespacedKafka, openRoom } from '@lib/testing';
import type { Room } from '@lib/testing';
import { identityCheckOf } from '@lib/vocabulary';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { registrationConfig } from '../registration.config.js';
import { RegistrationModule } from '../registration.module.js';

const admin: TokenClaims = { sub: 'admin-1', role: 'admin', scope: {} };
const liaison: TokenClaims = { sub: 'liaison-1', role: 'district-liaison', scope: { district: '330105' } };
const sampler: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site: '330105-0001' } };

type Answer = z.output<typeof importRoster.response>;

let room: Room;
let folder: string;
const kafka = namespacedKafka();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-registration-'));
  const secret = () => randomBytes(32).toString('base64');
  const keys = { keys: [{ id: 'k1', hmac: secret(), aes: secret() }], current: 'k1' };
  await writeFile(join(folder, 'identity.json'), JSON.stringify(keys), { mode: 0o600 });
  room = await openRoom({
    app: 'registration',
    schema: 'registration',
    module: RegistrationModule,
    config: registrationConfig,
    env: { BULOU_NAMESPACE: kafka.namespace, BULOU_IDENTITY_KEYS: join(folder, 'identity.json') },
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
  const sites = [{ siteCode: '330105-0001', name: '东苑', districtCode: '330105' }];
  await room.call('POST', `/v1/campaigns/${campaignId}/sites`, { as: admin, key: randomUUID(), body: { sites } });
  return campaignId;
}

async function send(campaignId: string, bytes: Uint8Array, as = liaison): Promise<Answer> {
  const answer = await room.call('POST', `/v1/campaigns/${campaignId}/rosters`, { as, body: bytes });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return importRoster.response.parse(answer.body);
}

const identity = (serial: number): string => {
  const first17 = `330105199003${String(10 + (serial % 18)).padStart(2, '0')}${String(100 + serial).slice(-3)}`;
  return first17 + identityCheckOf(first17);
};
const header = ['姓名', '证件类型', '证件号码', '联系电话', '现住址', '所属区划'];
const person = (serial: number, name = '王小明'): string[] => [
  name,
  '居民身份证',
  identity(serial),
  '13812345678',
  '文三路1号',
  '330105001',
];
const csv = (rows: string[][]): string => [header, ...rows].map((cells) => cells.join(',')).join('\r\n');

describe('a roster', () => {
  test.each<[string, (rows: string[][]) => Promise<Uint8Array> | Uint8Array, Partial<Answer>]>([
    ['UTF-8', (rows) => Buffer.from(csv(rows)), { format: 'csv', encoding: 'utf-8' }],
    ['GBK', (rows) => iconv.encode(csv(rows), 'gbk'), { format: 'csv', encoding: 'gb18030' }],
    ['xlsx', (rows) => writeXlsx({ header, rows }), { format: 'xlsx' }],
  ])('in %s gives each person an id, and the desk knows them by their card', async (_name, encode, answer) => {
    const campaignId = await openCampaign();
    const imported = await send(campaignId, await encode([person(1, '王小明'), person(2, '欧阳修远')]));
    expect(imported).toMatchObject({ ...answer, rows: 2, accepted: 2, rejected: 0, duplicates: 0, errors: [] });
    const body = { campaignId, cardNumbers: [identity(2).toLowerCase(), identity(3)] };
    const resolved = await room.call('POST', '/v1/participants/resolve', { as: sampler, body });
    expect(resolved).toMatchObject({
      status: 200,
      body: { participants: [{ maskedName: '欧**远' }, { participantId: null }] },
    });
  });

  test('loses no good row because of a bad one, and says where, what and the cure', async () => {
    const campaignId = await openCampaign();
    const wrong = identity(3).slice(0, 17) + (identity(3).endsWith('0') ? '1' : '0');
    const rows = [
      person(1),
      ['张三', '居民身份证', wrong, '', '', ''],
      ['李四', '居民身份证', '3.30105E+17', '12', '', ''],
      person(1),
      person(1, '另一人'),
      person(2),
    ];
    const imported = await send(campaignId, Buffer.from(csv(rows)));
    expect(imported).toMatchObject({ rows: 6, accepted: 2, rejected: 2, duplicates: 2 });
    expect(imported.errors).toMatchObject([
      { row: 3, column: '证件号码', value: `3****************${wrong.at(-1)}`, code: 'IDENTITY_NUMBER_WRONG' },
      { row: 4, column: '证件号码', code: 'CARD_DAMAGED_BY_EXCEL' },
      { row: 4, column: '联系电话', code: 'PHONE_WRONG' },
      { row: 5, code: 'DUPLICATE_IN_FILE' },
      { row: 6, code: 'DUPLICATE_WITH_OTHER_NAME' },
    ]);
    expect(imported.errors.every((error) => error.hint !== undefined)).toBe(true);
    expect(JSON.stringify(imported)).not.toMatch(/张三|李四|另一人|33010519/);
  });

  test('sent again gets the same answer and adds nobody; a person of another file is a duplicate', async () => {
    const campaignId = await openCampaign();
    const bytes = Buffer.from(csv([person(1), ['', '', identity(2), '', '', '']]));
    const first = await send(campaignId, bytes);
    expect(JSON.stringify(await send(campaignId, bytes))).toBe(JSON.stringify(first));
    const other = await send(campaignId, Buffer.from(csv([person(1), person(3)])));
    expect(other).toMatchObject({ accepted: 1, duplicates: 1, errors: [{ row: 2, code: 'DUPLICATE_IN_CAMPAIGN' }] });
    const told = await room.postgres.admin(
      `select payload->>'accepted' as accepted from registration.outbox where type = 'registration.roster-imported.v1' and aggregateid = $1`,
      [campaignId],
    );
    expect(told).toEqual([{ accepted: '1' }, { accepted: '1' }]);
  });

  test('sent five times at once is read once', async () => {
    const campaignId = await openCampaign();
    const bytes = Buffer.from(csv([person(1), person(2)]));
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(campaignId, bytes)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ accepted: 2, duplicates: 0 });
  });

  test('of another campaign names other participants', async () => {
    const [one, two] = [await openCampaign(), await openCampaign()];
    const bytes = Buffer.from(csv([person(1)]));
    expect((await send(one, bytes)).accepted).toBe(1);
    expect((await send(two, bytes)).accepted).toBe(1);
  });

  test.each<[string, Uint8Array, string]>([
    ['is empty', Buffer.from('\r\n'), 'UPLOAD_EMPTY'],
    ['has no column for the card', Buffer.from('姓名,电话\n王小明,138'), 'UPLOAD_COLUMNS_MISSING'],
    ['is a picture', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]), 'UPLOAD_FORMAT_UNKNOWN'],
  ])('that %s is refused whole', async (_what, body, code) => {
    const campaignId = await openCampaign();
    const answer = await room.call('POST', `/v1/campaigns/${campaignId}/rosters`, { as: liaison, body });
    expect(answer).toMatchObject({ body: { code } });
    if (code === 'UPLOAD_COLUMNS_MISSING') expect(answer).toMatchObject({ body: { facts: { missing: ['证件号码'] } } });
  });

  test('is not taken from a role that may not, nor for a campaign that is not there', async () => {
    const campaignId = await openCampaign();
    const body = Buffer.from(csv([person(1)]));
    expect(await room.call('POST', `/v1/campaigns/${campaignId}/rosters`, { as: sampler, body })).toMatchObject({
      status: 403,
    });
    expect(await room.call('POST', `/v1/campaigns/${randomUUID()}/rosters`, { as: liaison, body })).toMatchObject({
      status: 404,
      body: { code: 'CAMPAIGN_UNKNOWN' },
    });
  });

  test('leaves nobody readable in the database, the events or the log', async () => {
    const campaignId = await openCampaign();
    await send(
      campaignId,
      Buffer.from(csv([person(7, '慕容雪峰'), ['司马相如', '', '12345', '13912345678', '孤山路9号', '']])),
    );
    const tables = await room.postgres.admin<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'registration'`,
    );
    const secrets = ['慕容雪峰', '司马相如', identity(7), '13912345678', '孤山路'];
    for (const { name } of tables) {
      const dump = JSON.stringify(await room.postgres.admin(`select t::text from registration.${name} t`));
      for (const secret of secrets) {
        expect(dump, name).not.toContain(secret);
        expect(dump, name).not.toContain(Buffer.from(secret).toString('hex'));
      }
    }
    for (const secret of secrets) expect(room.logged()).not.toContain(secret);
  });
});
