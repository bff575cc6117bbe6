import { defineEvent } from '@lib/contracts/event';
import { type Change, ChangeStore, type ChangeStoreOptions, emit, messagingMigrations, Outbox } from '@lib/messaging';
import { Database, defineMigration, insertRows, systemIds } from '@lib/platform';
import { z } from 'zod';
import { namespacedPostgres, type NamespacedPostgres } from './postgres.js';

const shape = z.object({ probeId: z.string(), count: z.int(), by: z.string() });
const example = { probeId: 'p1', count: 1, by: 'a' };

/** A fact of the smallest room there is, for tests of the pipe. */
export const ProbeCountedV1 = defineEvent({
  producer: 'batching',
  name: 'probe-counted',
  topic: 'bulou.probe',
  meaning: 'A probe was counted once more.',
  shape,
  keyOf: (content) => content.probeId,
  example,
});

/** A second fact of the same aggregate, so that order across kinds can be tested. */
export const ProbeErasedV1 = defineEvent({
  producer: 'batching',
  name: 'probe-erased',
  topic: 'bulou.probe',
  meaning: 'A probe was set back to nothing.',
  shape,
  keyOf: (content) => content.probeId,
  example,
});

/** A counter with its version; `count` above 1,000,000 breaks a constraint of the table. */
export interface ProbeState {
  readonly version: number;
  readonly count: number;
}

/** A room that counts: a database of its own, a store and what it needs to be torn down. */
export interface ProbeRoom {
  readonly postgres: NamespacedPostgres;
  readonly database: Database;
  readonly outbox: Outbox;
  /** How often the bell of the relay was rung. */
  readonly rings: () => number;
  readonly store: ChangeStore<ProbeState>;
  /** One more store over the same tables, as a second replica would be. */
  secondStore(options?: Partial<ChangeStoreOptions<ProbeState>>): ChangeStore<ProbeState>;
  close(): Promise<void>;
}

const tables = defineMigration('0001-create-probes', [
  `create table probes (id text primary key, version int not null, count int not null check (count <= 1000000))`,
  `create table probe_copies (seen bigint generated always as identity, event_id uuid not null, key text not null,
     sequence int not null, type text not null, count int not null)`,
]);

/** Opens a fresh room. In: options of its store. */
export async function openProbeRoom(options: Partial<ChangeStoreOptions<ProbeState>> = {}): Promise<ProbeRoom> {
  const postgres = await namespacedPostgres('batching');
  return { ...(await reopenProbeRoom(postgres.url, options, () => postgres.drop())), postgres };
}

/** Opens the room that lies behind an address, as a second process of it would. */
export async function reopenProbeRoom(
  url: string,
  options: Partial<ChangeStoreOptions<ProbeState>> = {},
  afterwards: () => Promise<void> = () => Promise.resolve(),
): Promise<Omit<ProbeRoom, 'postgres'>> {
  const database = await Database.open({
    app: 'batching',
    schema: 'batching',
    url,
    migrations: [...messagingMigrations, tables],
  });
  let rings = 0;
  const outbox = new Outbox('batching', { ring: () => void (rings += 1) }, systemIds);
  const make = (own: Partial<ChangeStoreOptions<ProbeState>>) =>
    new ChangeStore<ProbeState>(database, outbox, { ...source, ...own });
  return {
    database,
    outbox,
    rings: () => rings,
    store: make(options),
    secondStore: (own = {}) => make(own),
    close: async () => {
      await database.close();
      await afterwards();
    },
  };
}

const source: ChangeStoreOptions<ProbeState> = {
  name: 'probe',
  load: async (tx, ids) => {
    const rows = await tx.query<ProbeState & { id: string }>(
      'select id, version, count from probes where id = any($1::text[]) for update',
      [ids],
    );
    return new Map(rows.map(({ id, ...state }) => [id, state]));
  },
  save: async (tx, states) => {
    const rows = [...states].map(([id, state]) => ({ id, ...state }));
    await insertRows(tx, 'probes', { id: 'text', version: 'int', count: 'int' }, rows, {
      onConflict: '(id) do update set version = excluded.version, count = excluded.count',
    });
  },
};

/** The decision of this room: counts `by` further and says so. Out: the new count as the answer. */
export function probeChange(id: string, states: ReadonlyMap<string, ProbeState>, by = 1): Change<ProbeState, number> {
  const before = states.get(id) ?? { version: 0, count: 0 };
  const after = { version: before.version + 1, count: before.count + by };
  return {
    states: new Map([[id, after]]),
    events: [emit(ProbeCountedV1, { probeId: id, count: after.count, by: 'a' }, { sequence: after.version })],
    answer: after.count,
  };
}
