import { namespacedPostgres } from '@lib/testing';
import type { NamespacedPostgres } from '@lib/testing';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Database, defineMigration } from './index.js';

@Entity({ name: 'boxes' })
class Box {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'site_code' })
  siteCode!: string;
}

const createBoxes = defineMigration(
  '0001-create-boxes',
  'create table boxes (id uuid primary key, site_code text not null, sealed_on date, tubes bigint)',
);
const id = '0190d7c8-0000-7000-8000-000000000001';

let postgres: NamespacedPostgres;
let database: Database;
const reported: string[] = [];

beforeAll(async () => {
  postgres = await namespacedPostgres('batching');
  database = await Database.open({
    app: 'batching',
    schema: 'batching',
    url: postgres.url,
    migrations: [createBoxes],
    entities: [Box],
    poolSizeMax: 2,
    onError: (_what, error) => reported.push(String(error)),
  });
});

afterAll(async () => {
  await database?.close();
  await postgres?.drop();
});

describe('the database', () => {
  test('a committed transaction keeps its rows, and TypeORM and SQL share its connection', async () => {
    const seen = await database.transaction(async (tx) => {
      await tx.manager.insert(Box, { id, siteCode: '110101-0001' });
      return tx.query<{ site_code: string }>('select site_code from boxes where id = $1', [id]);
    });
    expect(seen).toEqual([{ site_code: '110101-0001' }]);
    expect(await database.manager.findOneBy(Box, { id })).toMatchObject({ siteCode: '110101-0001' });
  });

  test('a transaction that throws leaves nothing, and its after-commit work is not done', async () => {
    let rung = false;
    const failing = database.transaction(async (tx) => {
      tx.afterCommit(() => {
        rung = true;
      });
      await tx.query(`insert into boxes values (gen_random_uuid(), 'gone')`);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await database.query(`select 1 from boxes where site_code = 'gone'`)).toEqual([]);
    expect(rung).toBe(false);
  });

  test('after-commit work sees what was committed', async () => {
    let rows = -1;
    const counted = new Promise<void>((resolve, reject) => {
      database
        .transaction(async (tx) => {
          await tx.query(`insert into boxes values (gen_random_uuid(), 'after')`);
          tx.afterCommit(() => {
            database.query(`select 1 from boxes where site_code = 'after'`).then((found) => {
              rows = found.length;
              resolve();
            }, reject);
          });
        })
        .catch(reject);
    });
    await counted;
    expect(rows).toBe(1);
  });

  test('after-commit work that throws is reported and does not make the commit look failed', async () => {
    const broken = database.transaction((tx) => {
      tx.afterCommit(() => {
        throw new Error('the bell is broken');
      });
      return Promise.resolve('committed');
    });
    expect(await broken).toBe('committed');
    expect(reported).toContain('Error: the bell is broken');
  });

  test('a prepared statement gives rows and count, again and again, and fails like any other', async () => {
    const sql = 'update boxes set tubes = $2 where site_code = $1 returning tubes';
    for (const tubes of [1, 2, 3]) {
      const touched = await database.transaction((tx) => tx.prepared(sql, ['110101-0001', tubes]));
      expect(touched).toEqual({ rows: [{ tubes }], count: 1 });
    }
    const failing = database.transaction((tx) => tx.prepared(sql, ['110101-0001', 'many']));
    await expect(failing).rejects.toMatchObject({ code: '22P02' });
  });

  test('an error that the work swallows cannot look like a commit', async () => {
    const swallowing = database.transaction(async (tx) => {
      await tx.query(`insert into boxes values ('not a uuid')`).catch(() => undefined);
      return 'done';
    });
    await expect(swallowing).rejects.toThrow('swallowed');
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a query', () => database.query('select 1')],
    ['a second transaction', () => database.transaction(() => Promise.resolve())],
    ['a repository', () => database.manager.find(Box)],
    ['the pool', () => database.pool.query('select 1')],
  ])('inside a transaction %s beside it throws instead of waiting for a second connection', async (_what, outer) => {
    const nested = database.transaction(async () => {
      await outer();
    });
    await expect(nested).rejects.toThrow('beside an open transaction');
  });

  test('a transaction cannot be used after its end', async () => {
    const leaked = await database.transaction((tx) => Promise.resolve(tx));
    await expect(leaked.query('select 1')).rejects.toThrow('this transaction is over');
  });

  test('an exhausted pool answers within two seconds instead of never', async () => {
    const held = await Promise.all([database.pool.connect(), database.pool.connect()]);
    const begun = performance.now();
    await expect(database.query('select 1')).rejects.toThrow('timeout');
    expect(performance.now() - begun).toBeLessThan(2_500);
    for (const client of held) client.release();
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a connection killed in a transaction is replaced, and the caller hears of it', async () => {
    const killed = database.transaction(async (tx) => {
      const [me] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await postgres.admin('select pg_terminate_backend($1)', [me?.pid]);
      await tx.query('select 1');
    });
    await expect(killed).rejects.toThrow();
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('bigint is a number and a calendar day stays that day', async () => {
    const [row] = await database.query(
      `select 9007199254740991::bigint as tubes, date '2022-03-31' as day, array[1,2]::bigint[] as many`,
    );
    expect(row).toEqual({ tubes: 9007199254740991, day: '2022-03-31', many: [1, 2] });
    await expect(database.query('select 9007199254740993::bigint as n')).rejects.toThrow('does not fit');
  });

  test.each([undefined, null])('a search by %s throws instead of matching the first row', async (missing) => {
    const by = { id: missing as unknown as string };
    await expect(database.manager.findOneBy(Box, by)).rejects.toThrow();
    await expect(database.manager.find(Box, { where: by })).rejects.toThrow();
    await expect(database.manager.update(Box, by, { siteCode: 'stolen' })).rejects.toThrow();
    await expect(database.manager.delete(Box, by)).rejects.toThrow();
  });

  test('a dedicated connection holds an advisory lock, and says when it is lost', async () => {
    await database.withConnection(async (connection) => {
      const [me] = await connection.query<{ pid: number }>('select pg_backend_pid() as pid, pg_advisory_lock(7)');
      const lost = new Promise<void>((resolve) => {
        connection.lost.addEventListener('abort', () => resolve());
      });
      await postgres.admin('select pg_terminate_backend($1)', [me?.pid]);
      await lost;
    });
  });

  test('a service sees its own schema and no other', async () => {
    await postgres.addSchema('lab');
    await postgres.admin('create table lab.secrets (id int)');
    await expect(database.query('select * from lab.secrets')).rejects.toThrow('permission denied');
  });
});

describe('the boot', () => {
  test('is refused when commits are not on disk before they are acknowledged', async () => {
    const lossy = await namespacedPostgres('lab');
    try {
      await lossy.admin(`alter database ${lossy.database} set synchronous_commit = off`);
      await expect(Database.open({ app: 'lab', schema: 'lab', url: lossy.url })).rejects.toThrow(
        'synchronous_commit is off',
      );
    } finally {
      await lossy.drop();
    }
  });

  test('five starters at once apply each migration once', async () => {
    const shared = await namespacedPostgres('lab');
    try {
      const migrations = [
        defineMigration('0001-create-steps', 'create table steps (n int)'),
        defineMigration('0002-add-step', ['insert into steps values (2)', 'select pg_sleep(0.2)']),
        defineMigration('0003-add-step', async (run) => {
          await run.query('insert into steps values (3)');
        }),
      ];
      const open = () => Database.open({ app: 'lab', schema: 'lab', url: shared.url, migrations });
      const opened = await Promise.all(Array.from({ length: 5 }, open));
      expect(await opened[0]?.query('select n from steps order by n')).toEqual([{ n: 2 }, { n: 3 }]);
      await Promise.all(opened.map((each) => each.close()));
    } finally {
      await shared.drop();
    }
  });

  test('a migration that fails leaves nothing of itself, and the earlier ones stay', async () => {
    const fresh = await namespacedPostgres('lab');
    try {
      const good = defineMigration('0001-create-steps', 'create table steps (n int)');
      const bad = defineMigration('0002-fail', ['create table half (n int)', 'select 1/0']);
      const opening = Database.open({ app: 'lab', schema: 'lab', url: fresh.url, migrations: [good, bad] });
      await expect(opening).rejects.toThrow('division by zero');
      const tables = await fresh.admin(`select tablename from pg_tables where schemaname = 'lab' order by 1`);
      expect(tables).toEqual([{ tablename: 'migrations' }, { tablename: 'steps' }]);
    } finally {
      await fresh.drop();
    }
  });

  test('two migrations of one number are refused before anything is applied', async () => {
    const twins = [defineMigration('0001-one', 'select 1'), defineMigration('0001-other', 'select 1')];
    const opening = Database.open({ app: 'lab', schema: 'batching', url: postgres.url, migrations: twins });
    await expect(opening).rejects.toThrow('next free number');
  });
});
