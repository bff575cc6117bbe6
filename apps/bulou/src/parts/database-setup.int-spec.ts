import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshNamespace, testServer } from '@lib/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bulouConfig, type LauncherConfig } from '../bulou.config.js';
import { secretsIn } from '../secrets.js';
import { type Addresses, addressesOf } from './addresses.js';
import { dropDatabase, setUpDatabase } from './database-setup.js';

const state = mkdtempSync(join(tmpdir(), 'bulou-setup-'));
let config: LauncherConfig;
let addresses: Addresses;

async function as<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  config = bulouConfig({
    BULOU_STATE: state,
    BULOU_NAMESPACE: freshNamespace(),
    DATABASE_URL: testServer('postgresUrl'),
  });
  const secrets = secretsIn(state);
  addresses = addressesOf(config, secrets, 1);
  await setUpDatabase(config, secrets, addresses);
  await setUpDatabase(config, secrets, addresses);
  await as(addresses.logins.registration, (client) => client.query('create table participants (name text)'));
});

afterAll(async () => {
  await dropDatabase(config, addresses);
  rmSync(state, { recursive: true });
});

describe('the database, set up twice', () => {
  test('lets each login make tables in its own schema', async () => {
    const { rows } = await as(addresses.administrator.replace(/\/postgres$/, `/bulou_${config.namespace}`), (client) =>
      client.query<{ table_schema: string }>(
        `select table_schema from information_schema.tables where table_name = 'participants'`,
      ),
    );
    expect(rows).toEqual([{ table_schema: 'registration' }]);
  });

  test('lets no login read or write what belongs to another, nor make anything in public', async () => {
    const denied = { code: '42501' };
    await expect(
      as(addresses.logins.batching, (client) => client.query('select * from registration.participants')),
    ).rejects.toMatchObject(denied);
    await expect(
      as(addresses.logins.lab, (client) => client.query('create table registration.mine (id int)')),
    ).rejects.toMatchObject(denied);
    await expect(
      as(addresses.logins.lab, (client) => client.query('create table public.mine (id int)')),
    ).rejects.toMatchObject(denied);
  });

  test('lets the verifier read everything and write nothing', async () => {
    const { rows } = await as(addresses.verifier, (client) =>
      client.query('select count(*)::int as people from registration.participants'),
    );
    expect(rows).toEqual([{ people: 0 }]);
    await expect(
      as(addresses.verifier, (client) => client.query(`insert into registration.participants values ('x')`)),
    ).rejects.toThrow();
    await expect(
      as(addresses.verifier, (client) =>
        client.query(`begin read write; insert into registration.participants values ('x')`),
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });

  test('lets nobody in without the password', async () => {
    const guessed = new URL(addresses.logins.lab);
    guessed.password = 'guessed';
    await expect(as(guessed.href, (client) => client.query('select 1'))).rejects.toMatchObject({ code: '28P01' });
  });
});
