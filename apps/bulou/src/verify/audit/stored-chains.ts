import { auditSchemaOf, isoSql } from '@lib/platform';
import { type Schema, schemas } from '../../secrets.js';
import type { View } from '../view.js';
import type { StoredEntry, StoredHead } from './chain-walk.js';

/** The chain of one service in the database. */
export interface StoredChain extends StoredHead {
  readonly schema: Schema;
  /** Number and hash of the last checkpoint that the chain was told of. */
  readonly checkpoints: number;
  readonly checkpointHash: string;
  /** The clock of the database now. */
  readonly now: string;
}

// Pages keep the memory flat whatever the length of the chain.
const pageEntries = 20_000;

/** Out: the chains that are there, and the rooms that have none. */
export async function readChains(view: View): Promise<{ chains: StoredChain[]; chainless: Schema[] }> {
  const rooms = schemas.filter((schema) => view.tables.has(`${schema}.inbox`));
  const isThere = (schema: Schema) =>
    ['head', 'entries'].every((table) => view.tables.has(`${auditSchemaOf(schema)}.${table}`));
  const chains: StoredChain[] = [];
  const chainless: Schema[] = [];
  for (const schema of rooms) {
    const [head] = isThere(schema)
      ? await view.sql<Omit<StoredChain, 'schema'>>(
          `select chain_id as "chainId", sequence::int, hash, checkpoints::int, checkpoint_hash as "checkpointHash",
                  ${isoSql('clock_timestamp()')} as now from ${auditSchemaOf(schema)}.head`,
        )
      : [];
    if (head === undefined) chainless.push(schema);
    else chains.push({ ...head, schema });
  }
  return { chains, chainless };
}

/** Gives out the entries of a chain in their order, page by page. */
export async function* entriesOf(view: View, schema: Schema): AsyncGenerator<readonly StoredEntry[]> {
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const page = await view.sql<StoredEntry>(
      `select sequence::float8 as sequence, ${isoSql('recorded_at')} as "recordedAt", kind, actor_id as "actorId",
              actor_role as "actorRole", object_kind as "objectKind", object_id as "objectId", request_id as "requestId",
              detail, previous_hash as previous, hash
         from ${auditSchemaOf(schema)}.entries where sequence > $1 order by sequence limit ${pageEntries}`,
      [after],
    );
    if (page.length > 0) yield page;
    if (page.length < pageEntries) return;
    after = page.at(-1)?.sequence ?? after;
  }
}

/** Out: the stored hashes of these entries, by sequence. */
export async function hashesAt(view: View, schema: Schema, sequences: readonly number[]): Promise<Map<number, string>> {
  const rows = await view.sql<{ sequence: number; hash: string }>(
    `select sequence::float8 as sequence, hash from ${auditSchemaOf(schema)}.entries where sequence = any($1::bigint[])`,
    [sequences],
  );
  return new Map(rows.map(({ sequence, hash }) => [sequence, hash]));
}
