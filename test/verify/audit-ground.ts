import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messagingMigrations } from '@lib/messaging';
import {
  AuditKeeper,
  Database,
  DatabaseAuditStore,
  FileAuditStore,
  Log,
  RefusalLedger,
  Shutdown,
  systemClock,
} from '@lib/platform';
import { type NamespacedPostgres, namespacedPostgres, testServer } from '@lib/testing';
import pg from 'pg';
import type { AuditEvidence } from '../../apps/bulou/src/verify/audit/audit-evidence.js';
import { endsOf } from '../../apps/bulou/src/verify/audit/checkpoint-files.js';

const log = Log.for('audit-ground', { level: 'error' });
const row = (n: number) => ({
  kind: n % 3 === 0 ? 'refused' : 'alert-taken',
  actorId: `officer-${n % 7}`,
  actorRole: 'isolation-officer',
  objectKind: 'escalation',
  objectId: `esc-${n}`,
  requestId: '',
  detail: `{"count":${n}}`,
});

/** A house that has nothing but audit chains: those of two rooms, the gateway's file, and checkpoints of all three. */
export interface AuditGround {
  /** Above every rule, as somebody is who owns the server. */
  readonly client: pg.Client;
  /** What lies in the folder and what an earlier look remembers. */
  readonly evidence: AuditEvidence;
  append(rows: number): Promise<void>;
  close(): Promise<void>;
}

/** In: entries per chain and after how many of them a checkpoint is signed. */
export async function openAuditGround(entries: number, perCheckpoint: number): Promise<AuditGround> {
  const postgres: NamespacedPostgres = await namespacedPostgres('registration');
  const folder = mkdtempSync(join(tmpdir(), 'bulou-audit-ground-'));
  const pair = generateKeyPairSync('ed25519');
  const keyFile = join(folder, 'key.json');
  writeFileSync(keyFile, JSON.stringify({ ...pair.privateKey.export({ format: 'jwk' }), kid: 'k1' }), { mode: 0o600 });
  const audit = join(folder, 'audit');
  const open = (schema: string, url: string) =>
    Database.open({ app: schema, schema, url, migrations: [...messagingMigrations] });
  const registration = await open('registration', postgres.url);
  const lab = await open('lab', await postgres.addSchema('lab'));
  const chains = [
    { service: 'registration', store: new DatabaseAuditStore(registration) },
    { service: 'lab', store: new DatabaseAuditStore(lab) },
    {
      service: 'gateway',
      store: new FileAuditStore(audit, 'gateway', '0198f2a0-0000-7000-8000-0000000000aa', systemClock),
    },
  ];
  for (const { service, store } of chains) {
    const shutdown = new Shutdown(log);
    const keeper = new AuditKeeper({
      service,
      store,
      ledger: new RefusalLedger(),
      clock: systemClock,
      log,
      folder: audit,
      keyFile,
    });
    await keeper.start(shutdown);
    for (let n = 0; n < entries; n += perCheckpoint) {
      await store.append(Array.from({ length: perCheckpoint }, (_, index) => row(n + index)));
      await keeper.checkpoint();
    }
    await shutdown.run();
  }
  const url = new URL(testServer('postgresUrl'));
  url.pathname = `/${postgres.database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const files = new Map(readdirSync(audit).map((name) => [name, readFileSync(join(audit, name), 'utf8')]));
  const whole: AuditEvidence = {
    files,
    readNow: (name) => files.get(name) ?? '',
    keys: new Map([['k1', createPublicKey(pair.privateKey)]]),
    seen: [],
  };
  return {
    client,
    evidence: { ...whole, seen: endsOf(whole) },
    append: (rows) => new DatabaseAuditStore(lab).append(Array.from({ length: rows }, (_, n) => row(n))),
    close: async () => {
      await client.end();
      await Promise.all([registration.close(), lab.close()]);
      await postgres.drop();
      rmSync(folder, { recursive: true });
    },
  };
}
