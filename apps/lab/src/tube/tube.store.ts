import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Outbox, emit } from '@lib/messaging';
import type { OutgoingEvent } from '@lib/messaging';
import { currentRequest, failpoint } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { loadPolicies } from '../on-campaign-changed/campaign-policies.js';
import { loadTubes } from './load-tubes.js';
import type { Reader } from './load-tubes.js';
import { saveTurns } from './save-turns.js';
import type { Taken } from './save-turns.js';
import { unknownTube } from './tube.js';
import { Turn } from './turn.js';
import type { Fact, Surroundings } from './turn.js';

// Statements stay far below the limit of ten seconds, and the work between two of them below fifty milliseconds.
const chunkTubesMax = 1_000;

// Deciding a tube takes some fifty microseconds: other requests get their turn every ten milliseconds.
const turnsBetweenBreaths = 200;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The tubes of one transaction, locked, with what has been decided about each. */
export class TakenTubes {
  constructor(private readonly taken: readonly Taken[]) {}

  get turns(): Turn[] {
    return this.taken.map(({ turn }) => turn);
  }

  /** The turns with the tubes as they were read, for the store. */
  get pairs(): readonly Taken[] {
    return this.taken;
  }
}

/**
 * The only writer of tubes, bench acts, custody, results and rows that wait. Tubes are locked in the order of their
 * numbers, so that two uploads, a count and a hand-over over the same tubes wait for each other instead of locking each
 * other out. Tubes that nobody has told of yet get a row of their own, because a fact about them has just come.
 */
@Injectable()
export class TubeStore {
  constructor(private readonly outbox: Outbox) {}

  /** Locks, reads, decides and writes. */
  async change(tx: Tx, tubeIds: readonly string[], decide: (turn: Turn) => void): Promise<TakenTubes> {
    const taken = await this.take(tx, tubeIds, decide);
    await this.save(tx, taken);
    return taken;
  }

  /** The first half of `change`, for a caller that has to write beside it before the tubes are written. */
  async take(tx: Tx, tubeIds: readonly string[], decide: (turn: Turn) => void): Promise<TakenTubes> {
    const ids = [...new Set(tubeIds)].sort();
    const around = await this.surroundings(tx, tx.recordedAt);
    const taken: Taken[] = [];
    for (const chunk of chunksOf(ids)) {
      await lock(tx, chunk);
      taken.push(...(await decideAll(tx, chunk, around, decide)));
    }
    return new TakenTubes(taken);
  }

  /** The second half. In: the upload whose rows the caller has written with their outcomes already. */
  async save(tx: Tx, taken: TakenTubes, rowsStoredWith?: string): Promise<void> {
    for (const chunk of chunksOf(taken.pairs)) {
      await saveTurns(tx, chunk, rowsStoredWith);
      failpoint('lab-tubes-saved');
      const facts = chunk.flatMap(({ turn }) => turn.facts);
      await this.outbox.append(tx, facts.map(eventOf));
    }
  }

  /** Decides without locking or writing, for a file that is only tried. */
  async tryOut(
    reader: Reader,
    tubeIds: readonly string[],
    at: Date,
    decide: (turn: Turn) => void,
  ): Promise<TakenTubes> {
    const ids = [...new Set(tubeIds)].sort();
    const around = await this.surroundings(reader, at);
    const taken: Taken[] = [];
    for (const chunk of chunksOf(ids)) taken.push(...(await decideAll(reader, chunk, around, decide)));
    return new TakenTubes(taken);
  }

  private async surroundings(reader: Reader, recordedAt: Date): Promise<Surroundings> {
    const policyOf = await loadPolicies(reader);
    return { recordedAt, hash: sha256, policyOf };
  }
}

// Whatever has no row is claimed before any row is locked: a lock first and a claim after it has ended in deadlocks.
// An insert that comes to nothing costs more than a look, and four facts of five are about a tube that has its row.
async function lock(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute(
    `insert into lab_tubes (tube_id, recorded_at, changed_at)
     select id, $2, $2 from unnest($1::text[]) as id
      where not exists (select 1 from lab_tubes where tube_id = id) order by id on conflict do nothing`,
    [ids, tx.recordedAt],
  );
  await tx.execute('select 1 from lab_tubes where tube_id = any($1::text[]) order by tube_id for update', [ids]);
}

async function decideAll(
  reader: Reader,
  ids: readonly string[],
  around: Surroundings,
  decide: (turn: Turn) => void,
): Promise<Taken[]> {
  const tubes = await loadTubes(reader, ids);
  const taken: Taken[] = [];
  for (const [index, id] of ids.entries()) {
    const before = tubes.get(id) ?? unknownTube(id);
    const turn = new Turn(before, around);
    decide(turn);
    taken.push({ before, turn });
    if (index % turnsBetweenBreaths === turnsBetweenBreaths - 1) await breathe();
  }
  return taken;
}

function eventOf({ contract, content, sequence, actor, deviceId, capturedAt, policyVersion }: Fact): OutgoingEvent {
  const frame = { sequence, actor, deviceId, capturedAt, traceparent: currentRequest()?.traceparent };
  const policy = policyVersion === undefined ? {} : { policyVersion: String(policyVersion) };
  return emit(contract, content, { ...frame, ...policy });
}

function* chunksOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += chunkTubesMax) yield all.slice(from, from + chunkTubesMax);
}
