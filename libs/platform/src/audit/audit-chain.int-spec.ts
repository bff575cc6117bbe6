import { namespacedPostgres } from '@lib/testing';
import type { NamespacedPostgres } from '@lib/testing';
import { auditHash, auditRoot } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Database } from '../database.js';
import { defineMigration } from '../migrations.js';
import { sha256 } from '../sha256.js';
import { appendAudit } from './audit-entry.js';
import { auditGrantsSql, auditSchemaSql } from './audit-schema.js';

const migrations = [defineMigration('0001-create-acts', 'create table acts (id int primary key)')];
const officer = { id: 'officer-330105', role: 'isolation-officer' } as const;

interface StoredEntry {
  readonly sequence: number;
  readonly recorded_at: Date;
  readonly kind: string;
  readonly actor_id: string;
  readonly actor_role: string;
  readonly object_kind: string;
  readonly object_id: string;
  readonly request_id: string;
  readonly detail: string;
  readonly previous_hash: string;
  readonly hash: string;
}

describe('the audit chain of a service', () => {
  let postgres: NamespacedPostgres;
  let database: Database;

  const entries = () => database.query<StoredEntry>('select * from acts_audit.entries order by sequence');
  const take = (id: number, detail = {}) =>
    database.transaction(async (tx) => {
      appendAudit(tx, { kind: 'alert-taken', actor: officer, object: { kind: 'escalation', id: `esc-${id}` }, detail });
      await tx.query('insert into acts values ($1)', [id]);
    });

  beforeAll(async () => {
    postgres = await namespacedPostgres('acts');
    // As the house sets it up: the chain belongs to a role that nobody logs in as.
    const owner = `${postgres.database}_audit`;
    const login = `${postgres.database}_acts`;
    await postgres.admin(`create role ${owner} nologin; create schema acts_audit authorization ${owner}`);
    const statements = [...auditSchemaSql('acts'), ...auditGrantsSql('acts', login)];
    await postgres.admin(`set role ${owner}; ${statements.join(';\n')}; reset role`);
    database = await Database.open({ app: 'acts', schema: 'acts', url: postgres.url, migrations });
  });

  afterAll(async () => {
    await database.close();
    await postgres.admin(`drop schema acts_audit cascade; drop role ${postgres.database}_audit`);
    await postgres.drop();
  });

  test('an act and its entry are committed together, and neither stands without the other', async () => {
    await take(1, { members: 10 });
    await expect(take(1)).rejects.toThrow('duplicate key');
    const stored = await entries();
    expect(stored.map(({ sequence, kind, object_id, detail }) => ({ sequence, kind, object_id, detail }))).toEqual([
      { sequence: 1, kind: 'alert-taken', object_id: 'esc-1', detail: '{"members":10}' },
    ]);
  });

  test('each entry is hashed with the one before it, from the root on', async () => {
    await Promise.all([2, 3, 4, 5].map((id) => take(id)));
    const [head] = await database.query<{ chain_id: string; hash: string }>(
      'select chain_id, hash from acts_audit.head',
    );
    const stored = await entries();
    let before = auditRoot;
    for (const entry of stored) {
      expect(entry.previous_hash).toBe(before);
      before = auditHash(sha256, before, {
        chainId: head?.chain_id ?? '',
        sequence: entry.sequence,
        recordedAt: entry.recorded_at.toISOString(),
        kind: entry.kind,
        actorId: entry.actor_id,
        actorRole: entry.actor_role,
        objectKind: entry.object_kind,
        objectId: entry.object_id,
        requestId: entry.request_id,
        detail: entry.detail,
      });
      expect(entry.hash).toBe(before);
    }
    expect(head?.hash).toBe(before);
    expect(stored.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  });

  test.each([
    ['alter an entry', `update acts_audit.entries set actor_id = 'nobody'`],
    ['delete an entry', 'delete from acts_audit.entries where sequence = 1'],
    ['empty the chain', 'truncate acts_audit.entries'],
    ['write an entry with a hash of its choice', `insert into acts_audit.entries select * from acts_audit.entries`],
    ['move the head', 'update acts_audit.head set sequence = 0'],
    ['drop the chain', 'drop table acts_audit.entries'],
    ['drop the schema of the chain', 'drop schema acts_audit cascade'],
    ['switch its guards off', 'alter table acts_audit.entries disable trigger all'],
    [
      'replace the function that hashes',
      `create or replace function acts_audit.append(given jsonb) returns bigint language sql as 'select 1'`,
    ],
  ])('the service’s own login may not %s', async (_what, sql) => {
    await expect(database.query(sql)).rejects.toThrow(/permission denied|must be owner/);
  });

  test.each([
    `update acts_audit.entries set actor_id = 'nobody'`,
    'delete from acts_audit.entries',
    'truncate acts_audit.entries',
  ])('not even an administrator rewrites it by mistake: %s', async (sql) => {
    await expect(postgres.admin(sql)).rejects.toThrow('only ever added to');
  });

  test('sentences, names and numbers of people do not get into an entry', async () => {
    await take(6, {
      reason: '张三 called twice',
      phone: '13800138000',
      card: '110101199003078515',
      code: 'LAB-HZ1',
      count: 2,
    });
    const stored = (await entries()).at(-1);
    expect(JSON.parse(stored?.detail ?? '')).toEqual({
      reason: '[text]',
      phone: '[phone]',
      card: '[id-number]',
      code: 'LAB-HZ1',
      count: 2,
    });
  });

  test('a service whose login may not make the chain does not start without it', async () => {
    const url = await postgres.addSchema('bare');
    await postgres.admin(`revoke create on database ${postgres.database} from ${postgres.database}_bare`);
    await expect(Database.open({ app: 'bare', schema: 'bare', url, migrations })).rejects.toThrow(
      'bare_audit is missing',
    );
  });
});
