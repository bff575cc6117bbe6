import { Refusal } from '@lib/contracts/refusals';
import { insertRows, type Tx } from '@lib/platform';
import type { Outbox } from './outbox.js';
import type { OutgoingEvent } from './outgoing-event.js';

/** What a decision wants: new states, facts to tell, rows for tables beside the state, and the answer to its caller. */
export interface Change<S, A = unknown, R = unknown> {
  readonly states?: ReadonlyMap<string, S>;
  readonly events?: readonly OutgoingEvent[];
  readonly rows?: readonly R[];
  readonly answer: A;
}

/** A command that may be repeated by its client: the first answer is stored and given again. */
export interface CommandKey {
  readonly id: string;
  readonly route: string;
  /** Digest of the body, so that another body under the same id is noticed. */
  readonly bodyHash: string;
}

/** How a room reads and writes its aggregate. */
export interface ChangeSource<S, R = unknown> {
  /** Name of the aggregate; two stores of one service never share it. */
  readonly name: string;
  /** Reads the states of these ids (sorted, each once) with `for update`; an id without a row is left out. */
  load(tx: Tx, ids: readonly string[]): Promise<Map<string, S>>;
  /** Writes all changed states and the rows of all decisions, in order, in a handful of statements. */
  save(tx: Tx, states: ReadonlyMap<string, S>, rows: readonly R[]): Promise<void>;
}

/** One decision about some ids. */
export interface Decision<S, R = unknown> {
  readonly ids: readonly string[];
  fn(states: ReadonlyMap<string, S>, at: { readonly recordedAt: Date }): Change<S, unknown, R>;
  readonly command?: CommandKey | undefined;
  /** W3C trace context of the caller: a flush serves many, and belongs to none of them. */
  readonly traceparent?: string | undefined;
}

export type Outcome = { readonly answer: unknown } | { readonly error: unknown };

interface Gathered<S, R> {
  readonly states: Map<string, S>;
  readonly dirty: Map<string, S>;
  readonly rows: R[];
  readonly events: OutgoingEvent[];
  readonly answers: Map<string, { command: CommandKey; answer: unknown }>;
}

const answerColumns = {
  command_id: 'text',
  route: 'text',
  body_hash: 'text',
  answer: 'jsonb',
  recorded_at: 'timestamptz',
};

/**
 * Runs decisions in their order inside one transaction: lock, load, decide, save, append. What a decision throws becomes
 * its own outcome; what the database throws is thrown on and undoes all of them.
 */
export async function decideAll<S, R>(
  tx: Tx,
  outbox: Outbox,
  source: ChangeSource<S, R>,
  decisions: readonly Decision<S, R>[],
): Promise<Outcome[]> {
  if (decisions.length === 0) return [];
  const ids = [...new Set(decisions.flatMap((decision) => decision.ids))].sort();
  const commands = decisions.flatMap(({ command }) => command ?? []);
  await lock(tx, source.name, ids, commands);
  const known = await answersOf(tx, commands);
  const gathered: Gathered<S, R> = {
    states: await source.load(tx, ids),
    dirty: new Map(),
    rows: [],
    events: [],
    answers: new Map(),
  };
  const outcomes = decisions.map((decision) => decideOne(decision, gathered, known, tx.recordedAt));
  if (gathered.dirty.size > 0 || gathered.rows.length > 0) await source.save(tx, gathered.dirty, gathered.rows);
  await outbox.append(tx, gathered.events);
  await storeAnswers(tx, gathered);
  return outcomes;
}

function decideOne<S, R>(
  decision: Decision<S, R>,
  gathered: Gathered<S, R>,
  known: Map<string, StoredAnswer>,
  recordedAt: Date,
): Outcome {
  const { command } = decision;
  const first = command && known.get(command.id);
  if (command && first) return repeat(command, first);
  try {
    const change = runPure(decision, gathered.states, recordedAt);
    gather(change, gathered, decision.traceparent);
    if (command) {
      gathered.answers.set(command.id, { command, answer: change.answer });
      // A repetition may stand further back in this very chunk.
      const { id, route, bodyHash } = command;
      known.set(id, { command_id: id, route, body_hash: bodyHash, answer: change.answer });
    }
    return { answer: change.answer };
  } catch (error) {
    return { error };
  }
}

function repeat(command: CommandKey, first: StoredAnswer): Outcome {
  return first.body_hash === command.bodyHash && first.route === command.route
    ? { answer: first.answer }
    : { error: new Refusal('IDEMPOTENCY_KEY_REUSED', { commandId: command.id }) };
}

function runPure<S, R>({ ids, fn }: Decision<S, R>, states: Map<string, S>, recordedAt: Date): Change<S, unknown, R> {
  const change = fn(states, { recordedAt });
  if (change instanceof Promise) {
    change.catch(() => undefined);
    throw new Error('a decision is synchronous: what it must wait for belongs before it');
  }
  for (const id of change.states?.keys() ?? []) {
    if (!ids.includes(id)) throw new Error(`a decision about ${ids.join(', ')} may not change ${id}: it is not locked`);
  }
  return change;
}

function gather<S, R>(
  { states, rows, events }: Change<S, unknown, R>,
  gathered: Gathered<S, R>,
  traceparent: string | undefined,
): void {
  for (const [id, state] of states ?? []) {
    gathered.states.set(id, state);
    gathered.dirty.set(id, state);
  }
  for (const row of rows ?? []) gathered.rows.push(row);
  for (const event of events ?? []) gathered.events.push(traced(event, traceparent));
}

const traced = (event: OutgoingEvent, traceparent: string | undefined): OutgoingEvent =>
  traceparent === undefined || event.headers['traceparent'] !== undefined
    ? event
    : { ...event, headers: { ...event.headers, traceparent } };

/**
 * An id without a row has no row to lock, so the id itself is locked, in sorted order: two processes that make the same
 * new aggregate, or hear the same new command, come one after the other.
 */
async function lock(tx: Tx, name: string, ids: readonly string[], commands: readonly CommandKey[]): Promise<void> {
  const keys = [...ids.map((id) => `${name} ${id}`), ...commands.map(({ id }) => `command ${id}`)];
  await tx.prepared(
    `select pg_advisory_xact_lock(hashtextextended('bulou:change:' || current_schema() || ':' || key, 0))
       from unnest($1::text[]) as key`,
    [[...new Set(keys)].sort()],
  );
}

interface StoredAnswer {
  readonly command_id: string;
  readonly route: string;
  readonly body_hash: string;
  readonly answer: unknown;
}

async function answersOf(tx: Tx, commands: readonly CommandKey[]): Promise<Map<string, StoredAnswer>> {
  if (commands.length === 0) return new Map();
  const { rows } = await tx.prepared<StoredAnswer>(
    'select command_id, route, body_hash, answer from command_answers where command_id = any($1::text[])',
    [commands.map(({ id }) => id)],
  );
  return new Map(rows.map((row) => [row.command_id, row]));
}

async function storeAnswers<S, R>(tx: Tx, { answers }: Gathered<S, R>): Promise<void> {
  const rows = [...answers.values()].map(({ command, answer }) => ({
    command_id: command.id,
    route: command.route,
    body_hash: command.bodyHash,
    answer: answer ?? {},
    recorded_at: tx.recordedAt,
  }));
  await insertRows(tx, 'command_answers', answerColumns, rows);
}
