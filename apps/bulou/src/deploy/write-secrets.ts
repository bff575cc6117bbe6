import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ensureAuditKey } from '../audit/audit-files.js';
import { ensureKeys } from '../keys.js';
import { databaseName, roleName } from '../parts/addresses.js';
import { type ServiceName, serviceNames } from '../ports.js';
import { type Schema, secretsIn } from '../secrets.js';
import { givenTo } from './placing.js';

/** Where the servers are, as the containers see them. */
export interface Servers {
  readonly postgres: string;
  readonly redis: string;
  /** Prefix of database and logins; empty but where several houses share a server. */
  readonly namespace: string;
}

/** The account of the containers: that of the image when root starts them, the caller's own otherwise. */
export const containerAccount = (): { readonly uid: number; readonly gid: number } => {
  const uid = process.getuid?.() ?? 0;
  return uid === 0 ? { uid: 10_001, gid: 10_001 } : { uid, gid: process.getgid?.() ?? uid };
};

const ownerOnly = 0o400;
// The stores' images read their password as accounts of their own; the folder above lets nobody else on the machine in.
const readable = 0o444;
const closed = 0o700;

function close(file: string): void {
  const { uid, gid } = containerAccount();
  chmodSync(file, ownerOnly);
  if (process.getuid?.() === 0) chownSync(file, uid, gid);
}

/**
 * Writes every secret of a house into one folder: `secrets.json` and keys, made once, and below each app's name what its
 * container may know. In: folder and servers. Out: the names of the sub-folders.
 */
export async function writeSecrets(folder: string, servers: Servers): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true, mode: closed });
  const secrets = secretsIn(folder);
  const keys = await ensureKeys(folder);
  const audit = await ensureAuditKey(folder);
  if (process.getuid?.() === 0) chownSync(audit.folder, containerAccount().uid, containerAccount().gid);
  const metricsToken = keptText(join(folder, 'metrics-token'), () => randomBytes(24).toString('hex'));
  const noticeSecret = keptText(join(folder, 'notice-secret'), () => randomBytes(32).toString('hex'));
  const put = (where: string, name: string, text: string): void => {
    mkdirSync(join(folder, where), { recursive: true });
    const file = join(folder, where, name);
    rmSync(file, { force: true });
    writeFileSync(file, text, { mode: ownerOnly });
    close(file);
  };
  const copy = (where: string, name: string, from: string): void => {
    mkdirSync(join(folder, where), { recursive: true });
    const file = join(folder, where, name);
    rmSync(file, { force: true });
    copyFileSync(from, file);
    close(file);
  };
  const redisUrl = `redis://:${secrets.redis}@${servers.redis}`;
  const login = (role: Schema, password: string) =>
    `postgres://${roleName(servers.namespace, role)}:${password}@${servers.postgres}/${databaseName(servers.namespace)}`;
  const contents: Readonly<Record<string, (app: ServiceName) => string>> = {
    'database-url': (app) => {
      const schema = app.replaceAll('-', '_') as Schema;
      return login(schema, secrets.logins[schema]);
    },
    'redis-url': () => redisUrl,
    'metrics-token': () => metricsToken,
    'notice-secret': () => noticeSecret,
  };
  const files: Readonly<Record<string, string>> = {
    'identity-keys.json': keys.identity,
    'issuer-key.json': keys.issuer,
    'audit-key.json': audit.key,
  };
  for (const app of serviceNames) {
    for (const key of givenTo(app, 'compose').secretKeys) {
      const file = files[key];
      if (file !== undefined) copy(app, key, file);
      else put(app, key, contentOf(contents, key)(app));
    }
  }
  copy('open', 'jwks.json', keys.jwks);
  for (const [name, text] of Object.entries({
    'postgres-password': secrets.postgres,
    'redis-password': secrets.redis,
  })) {
    put('parts', name, text);
    chmodSync(join(folder, 'parts', name), readable);
  }
  put('parts', 'administrator-url', `postgres://postgres:${secrets.postgres}@${servers.postgres}/postgres`);
  copy('setup', 'secrets.json', join(folder, 'secrets.json'));
  put('setup', 'administrator-url', `postgres://postgres:${secrets.postgres}@${servers.postgres}/postgres`);
  return [...serviceNames, 'open', 'parts', 'setup'];
}

/** What stands in the file, made when it is not there yet. */
function keptText(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

function contentOf<T>(contents: Readonly<Record<string, T>>, key: string): T {
  const content = contents[key];
  if (content === undefined) throw new Error(`nobody writes the secret ${key}: say how in ${import.meta.url}`);
  return content;
}
