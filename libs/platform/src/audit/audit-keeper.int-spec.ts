import { generateKeyPairSync, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, namespacedPostgres } from '@lib/testing';
import type { NamespacedPostgres } from '@lib/testing';
import { auditRoot, canonicalJson } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.js';
import { Database } from '../database.js';
import { Log } from '../log.js';
import { defineMigration } from '../migrations.js';
import { sha256 } from '../sha256.js';
import { Shutdown } from '../shutdown.js';
import { appendAudit } from './audit-entry.js';
import { AuditKeeper } from './audit-keeper.js';
import { DatabaseAuditStore } from './audit-store.js';
import { FileAuditStore } from './file-audit-store.js';
import { RefusalLedger } from './refusal-ledger.js';

const log = Log.for('keeper', { level: 'error' });
const pair = generateKeyPairSync('ed25519');

interface Checkpoint {
  readonly number: number;
  readonly previous: string;
  readonly sequence: number;
  readonly hash: string;
  readonly chainId: string;
  readonly signature: string;
}

describe('the keeper of the audit chain', () => {
  let postgres: NamespacedPostgres;
  let database: Database;
  let folder: string;

  const keeper = (ledger = new RefusalLedger()) =>
    new AuditKeeper({
      service: 'kept',
      store: new DatabaseAuditStore(database),
      ledger,
      clock: systemClock,
      log,
      folder: join(folder, 'audit'),
      keyFile: join(folder, 'key.json'),
    });
  const lines = async (): Promise<string[]> => {
    const [file] = (await readdir(join(folder, 'audit'))).filter((name) => name.startsWith('kept.'));
    return (await readFile(join(folder, 'audit', file ?? ''), 'utf8')).trimEnd().split('\n');
  };

  beforeAll(async () => {
    postgres = await namespacedPostgres('kept');
    folder = await mkdtemp(join(tmpdir(), 'bulou-audit-'));
    const jwk = { ...pair.privateKey.export({ format: 'jwk' }), kid: 'test-key' };
    await writeFile(join(folder, 'key.json'), JSON.stringify(jwk), { mode: 0o600 });
    const migrations = [defineMigration('0001-create-nothing', 'create table nothing (id int)')];
    database = await Database.open({ app: 'kept', schema: 'kept', url: postgres.url, migrations });
  });

  afterAll(async () => {
    await database.close();
    await postgres.drop();
    await rm(folder, { recursive: true });
  });

  test('writes what was refused within a second, and the rest at the end', async () => {
    const ledger = new RefusalLedger();
    const shutdown = new Shutdown(log);
    await keeper(ledger).start(shutdown);
    ledger.note('FORBIDDEN', 'POST /v1/uploads', { id: 'courier-1', role: 'courier' });
    const refused = () => database.query<{ detail: string }>(`select detail from kept_audit.entries order by sequence`);
    await eventually(async () => expect(await refused()).toHaveLength(1), { withinMs: 3_000 });
    ledger.note('NOT_FOUND', 'GET /v1/boxes/:box');
    await shutdown.run();
    expect((await refused()).map(({ detail }) => detail)).toEqual([
      '{"code":"FORBIDDEN","count":1}',
      '{"code":"NOT_FOUND","count":1}',
    ]);
  });

  test('signs how far the chain goes, each line bound to the one before it', async () => {
    await database.transaction(async (tx) => {
      appendAudit(tx, { kind: 'upload-released', object: { kind: 'upload', id: 'upload-1' } });
    });
    await keeper().checkpoint();
    const shutdown = new Shutdown(log);
    await keeper().start(shutdown);
    await shutdown.run();
    const written = await lines();
    let before = auditRoot;
    for (const [index, line] of written.entries()) {
      const { signature, ...told } = JSON.parse(line) as Checkpoint;
      expect(told.number).toBe(index + 1);
      expect(told.previous).toBe(before);
      expect(verify(null, Buffer.from(canonicalJson(told)), pair.publicKey, Buffer.from(signature, 'base64url'))).toBe(
        true,
      );
      before = sha256(line);
    }
    const [head] = await database.query<{
      sequence: number;
      hash: string;
      checkpoints: number;
      checkpoint_hash: string;
    }>('select sequence, hash, checkpoints, checkpoint_hash from kept_audit.head');
    const last = JSON.parse(written.at(-1) ?? '') as Checkpoint;
    expect([last.sequence, last.hash]).toEqual([head?.sequence, head?.hash]);
    expect([head?.checkpoints, head?.checkpoint_hash]).toEqual([written.length, before]);
  });

  test('a line that a fallen machine left half written is cut off, and the log goes on', async () => {
    const [file = ''] = (await readdir(join(folder, 'audit'))).filter((name) => name.startsWith('kept.'));
    const before = await lines();
    await writeFile(join(folder, 'audit', file), '{"half":', { flag: 'a' });
    const shutdown = new Shutdown(log);
    await keeper().start(shutdown);
    const after = await lines();
    expect(after.slice(0, before.length)).toEqual(before);
    expect((JSON.parse(after.at(-1) ?? '') as Checkpoint).number).toBe(before.length + 1);
    await shutdown.run();
  });

  test('two replicas never write the same checkpoint', async () => {
    const other = await Database.open({ app: 'kept', schema: 'kept', url: postgres.url });
    let entered = (): void => undefined;
    const isIn = new Promise<void>((resolve) => (entered = resolve));
    let leave = (): void => undefined;
    const mayLeave = new Promise<void>((resolve) => (leave = resolve));
    const first = new DatabaseAuditStore(database).checkpoint(async () => {
      entered();
      await mayLeave;
      return { number: 0, hash: auditRoot };
    });
    await isIn;
    const second = await new DatabaseAuditStore(other).checkpoint(() => Promise.reject(new Error('not its turn')));
    leave();
    expect([await first, second]).toEqual([true, false]);
    await other.close();
  });

  test('a process without a database keeps its chain in a file', async () => {
    const store = new FileAuditStore(folder, 'gateway', 'chain-1', systemClock);
    const row = {
      kind: 'refused',
      actorId: '',
      actorRole: '',
      objectKind: 'route',
      objectId: 'GET:/',
      requestId: '',
      detail: '{}',
    };
    await store.append([row, row]);
    await store.append([row]);
    const entries = (await readFile(store.file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Checkpoint);
    expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(entries.map(({ previous }) => previous)).toEqual([auditRoot, entries[0]?.hash, entries[1]?.hash]);
  });
});
