import { generateKeyPairSync, sign } from 'node:crypto';
import { auditHash, auditRoot, canonicalJson } from '@lib/vocabulary';
import type pg from 'pg';
import { type AuditChance, dropAt, editLine, lineAt } from './audit-chance.js';
import { hash } from './healthy-campaign.js';

/** Where somebody tampers: the database as its owner, and the texts of the folder. */
export interface Ground {
  readonly client: pg.Client;
  readonly files: Map<string, string>;
  readonly chance: AuditChance;
}

interface Entry {
  sequence: number;
  recorded_at: Date;
  kind: string;
  actor_id: string;
  actor_role: string;
  object_kind: string;
  object_id: string;
  request_id: string;
  detail: string;
}

/** One way of tampering; it says what it did. */
export interface Tampering {
  readonly what: string;
  /** True when hashes inside the database are right afterwards, so that only what lies outside can tell. */
  readonly needsAnchor: boolean;
  run(ground: Ground): Promise<void>;
}

const schemas = ['registration', 'lab'] as const;

async function read(client: pg.Client, schema: string): Promise<Entry[]> {
  const { rows } = await client.query<Entry>(
    `select sequence::int, recorded_at, kind, actor_id, actor_role, object_kind, object_id, request_id, detail
       from ${schema}_audit.entries order by sequence`,
  );
  return rows;
}

/** Writes a chain anew from these entries, every number and hash right, as its owner can. */
async function rebuild(client: pg.Client, schema: string, entries: readonly Entry[], chainId?: string): Promise<void> {
  const audit = `${schema}_audit`;
  if (chainId !== undefined) await client.query(`update ${audit}.head set chain_id = $1, checkpoints = 0`, [chainId]);
  const { rows } = await client.query<{ chain_id: string }>(`select chain_id from ${audit}.head`);
  const chain = rows[0]?.chain_id ?? '';
  await client.query(`delete from ${audit}.entries`);
  let before = auditRoot;
  for (const [index, entry] of entries.entries()) {
    const sequence = index + 1;
    const after = auditHash(hash, before, {
      chainId: chain,
      sequence,
      recordedAt: entry.recorded_at.toISOString(),
      kind: entry.kind,
      actorId: entry.actor_id,
      actorRole: entry.actor_role,
      objectKind: entry.object_kind,
      objectId: entry.object_id,
      requestId: entry.request_id,
      detail: entry.detail,
    });
    const { recorded_at, kind, actor_id, actor_role, object_kind, object_id, request_id, detail } = entry;
    const values = [sequence, recorded_at, kind, actor_id, actor_role, object_kind, object_id, request_id, detail];
    await client.query(`insert into ${audit}.entries values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`, [
      ...values,
      before,
      after,
    ]);
    before = after;
  }
  await client.query(`update ${audit}.head set sequence = $1, hash = $2`, [entries.length, before]);
}

const altered = (entry: Entry, chance: AuditChance): Entry =>
  chance.one([
    { ...entry, actor_id: 'somebody-else' },
    { ...entry, object_id: 'esc-other' },
    { ...entry, detail: '{"count":999999}' },
    { ...entry, kind: 'measure-lifted' },
    { ...entry, recorded_at: new Date(entry.recorded_at.getTime() + 1) },
  ]);

/** Changes a chain as a list and writes it anew. */
const rewriting = (
  what: string,
  change: (entries: Entry[], chance: AuditChance) => Entry[],
  chainId?: string,
): Tampering => ({
  what,
  needsAnchor: true,
  async run({ client, chance }) {
    const schema = chance.one(schemas);
    await rebuild(client, schema, change(await read(client, schema), chance), chainId);
  },
});

/** One statement against a random entry `n` of a chain, `last` being the last. */
const bySql = (what: string, sql: (audit: string, n: number, last: number) => string): Tampering => ({
  what,
  needsAnchor: false,
  async run({ client, chance }) {
    const schema = chance.one(schemas);
    const last = (await read(client, schema)).length;
    await client.query(sql(`${schema}_audit`, chance.from(2, last - 1), last));
  },
});

const inFile = (
  what: string,
  pick: (name: string) => boolean,
  change: (text: string, chance: AuditChance) => string | undefined,
): Tampering => ({
  what,
  needsAnchor: true,
  async run({ files, chance }) {
    const name = chance.one([...files.keys()].filter(pick));
    const text = change(files.get(name) ?? '', chance);
    if (text === undefined) files.delete(name);
    else files.set(name, text);
  },
});

const isCheckpoints = (name: string): boolean => name.endsWith('.checkpoints.jsonl');
const isEntries = (name: string): boolean => name.endsWith('.entries.jsonl');

function forged(text: string, chance: AuditChance): string {
  const { signature: _signature, ...told } = JSON.parse(lineAt(text, chance)) as Record<string, unknown>;
  const { privateKey } = generateKeyPairSync('ed25519');
  const content = { ...told, number: text.split('\n').length, previous: hash(text.split('\n').at(-2) ?? '') };
  const signature = sign(null, Buffer.from(canonicalJson(content)), privateKey).toString('base64url');
  return `${text}${canonicalJson({ ...content, signature })}\n`;
}

const inTheDatabase: readonly Tampering[] = [
  bySql('a field is edited', (audit, n) => `update ${audit}.entries set actor_id = 'nobody' where sequence = ${n}`),
  bySql(
    'an instant is moved',
    (audit, n) => `update ${audit}.entries set recorded_at = recorded_at - interval '1 h' where sequence = ${n}`,
  ),
  bySql('a hash is edited', (audit, n) => `update ${audit}.entries set hash = repeat('a', 64) where sequence = ${n}`),
  bySql('an entry in the middle is deleted', (audit, n) => `delete from ${audit}.entries where sequence = ${n}`),
  bySql('the tail is deleted', (audit, n) => `delete from ${audit}.entries where sequence > ${n}`),
  bySql(
    'two entries are exchanged',
    (audit, n) => `update ${audit}.entries e set actor_id = o.actor_id, object_id = o.object_id, detail = o.detail
       from ${audit}.entries o where o.sequence = case e.sequence when ${n} then ${n - 1} else ${n} end and e.sequence in (${n}, ${n - 1})`,
  ),
  bySql(
    'an entry is inserted',
    (
      audit,
      n,
      last,
    ) => `insert into ${audit}.entries select ${last + 1}, recorded_at, kind, 'nobody', actor_role, object_kind, object_id,
       request_id, detail, hash, repeat('b', 64) from ${audit}.entries where sequence = ${n}`,
  ),
  bySql(
    'the head is moved back',
    (audit, n) =>
      `update ${audit}.head set sequence = ${n}, hash = (select hash from ${audit}.entries where sequence = ${n})`,
  ),
  bySql('the chain is dropped', (audit) => `drop table ${audit}.entries cascade`),
];

const rewritten: readonly Tampering[] = [
  rewriting('a field is edited and every later hash made right', (entries, chance) => {
    const n = chance.from(0, entries.length - 1);
    return entries.map((entry, index) => (index === n ? altered(entry, chance) : entry));
  }),
  rewriting('an entry is taken out and the rest numbered and hashed anew', (entries, chance) =>
    entries.toSpliced(chance.from(0, entries.length - 1), 1),
  ),
  rewriting('the tail is cut off and the head moved back', (entries, chance) =>
    entries.slice(0, chance.from(1, entries.length - 1)),
  ),
  rewriting('an entry is put in and the rest numbered and hashed anew', (entries, chance) => {
    const n = chance.from(1, entries.length - 1);
    return entries.toSpliced(n, 0, { ...(entries[n] as Entry), actor_id: 'nobody' });
  }),
  rewriting('two entries are exchanged and all hashes made right', (entries, chance) => {
    const n = chance.from(1, entries.length - 1);
    const [first, second] = [entries[n - 1] as Entry, entries[n] as Entry];
    return entries.toSpliced(n - 1, 2, second, first);
  }),
  rewriting('the clock is put back from an entry on, and all hashes made right', (entries, chance) => {
    const n = chance.from(1, entries.length - 1);
    const back = (entry: Entry) => ({ ...entry, recorded_at: new Date(entry.recorded_at.getTime() - 3_600_000) });
    return entries.map((entry, index) => (index >= n ? back(entry) : entry));
  }),
  rewriting('the chain is emptied and rebuilt with another past', (entries) =>
    entries.map((entry) => ({ ...entry, actor_id: 'officer-0' })),
  ),
  rewriting(
    'the chain is replaced by one with another id',
    (entries) => entries,
    '0198f2a0-0000-7000-8000-0000000000ff',
  ),
];

const inTheFolder: readonly Tampering[] = [
  inFile('a checkpoint is edited', isCheckpoints, (text, chance) =>
    editLine(text, chance, '"sequence":', '"sequence":1'),
  ),
  inFile('a signature is edited', isCheckpoints, (text, chance) =>
    editLine(text, chance, '"signature":"', '"signature":"AA'),
  ),
  inFile(
    'the file of checkpoints is cut',
    isCheckpoints,
    (text, chance) => `${text.trimEnd().split('\n').slice(0, -chance.from(1, 3)).join('\n')}\n`,
  ),
  inFile('a checkpoint in the middle is taken out', isCheckpoints, dropAt),
  inFile('an old checkpoint is played again', isCheckpoints, (text, chance) => `${text}${lineAt(text, chance)}\n`),
  inFile('a checkpoint is signed by somebody else', isCheckpoints, forged),
  inFile('the file of checkpoints is deleted', isCheckpoints, () => undefined),
  inFile('an entry of the gateway is edited', isEntries, (text, chance) =>
    editLine(text, chance, '"actorId":"', '"actorId":"x'),
  ),
  inFile('an entry of the gateway is taken out', isEntries, dropAt),
  inFile(
    'the tail of the gateway’s chain is cut',
    isEntries,
    (text, chance) => `${text.trimEnd().split('\n').slice(0, -chance.from(1, 20)).join('\n')}\n`,
  ),
  inFile('the gateway’s chain is deleted', isEntries, () => undefined),
];

/** Chain and folder are cut back together, and the chain is made to forget that there was more. */
const everythingCut: Tampering = {
  what: 'the chain, its head and its checkpoints are cut back together',
  needsAnchor: true,
  async run({ client, files, chance }) {
    const schema = chance.one(schemas);
    const name = [...files.keys()].find((file) => file.startsWith(`${schema}.`) && isCheckpoints(file)) ?? '';
    const lines = (files.get(name) ?? '').trimEnd().split('\n').slice(0, -chance.from(1, 4));
    const last = lines.at(-1) ?? '';
    const { sequence, number } = JSON.parse(last) as { sequence: number; number: number };
    await rebuild(client, schema, (await read(client, schema)).slice(0, sequence));
    await client.query(`update ${schema}_audit.head set checkpoints = $1, checkpoint_hash = $2`, [number, hash(last)]);
    files.set(name, `${lines.join('\n')}\n`);
  },
};

export const tamperings: readonly Tampering[] = [...inTheDatabase, ...rewritten, ...inTheFolder, everythingCut];
