import { eventTable } from '@lib/contracts/event-table';
import { topics } from '@lib/contracts/topics';
import { eventually, foreignFacts, namespacedKafka } from '@lib/testing';
import type { ForeignFacts } from '@lib/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { subscriptions } from '../../apps/bulou/src/verify/subscriptions.js';
import { openHouse } from '../rights/house.js';
import type { House } from '../rights/house.js';
import { doseOf, poisons } from './poison.js';
import type { Dose } from './poison.js';

interface Letter {
  readonly consumer: string;
  readonly key: string;
  readonly type: string | null;
  readonly state: string;
  readonly reason: string;
}

const rooms = Object.keys(subscriptions);
const heard = new Set(Object.values(subscriptions).flat());
const kafka = namespacedKafka();
let house: House;
let facts: ForeignFacts;
let doses: ReadonlyMap<string, Dose>;

const schemaOf = (room: string): string => room.replaceAll('-', '_');
const lettersOf = (room: string): Promise<Letter[]> =>
  house.sql(`select consumer, key, type, state, reason from ${schemaOf(room)}.dead_letters order by id`);
/** What each group of a room keeps of a key, in its order. */
const keptOf = (letters: readonly Letter[], key: string): string[][] =>
  Object.values(
    Object.groupBy(
      letters.filter((letter) => letter.key === key),
      ({ consumer }) => consumer,
    ),
  ).map((kept = []) => kept.map(({ state }) => state));

beforeAll(async () => {
  // One partition a topic: whatever stands behind the poison stands behind it for every group.
  await kafka.admin.ensureTopics(topics.map(({ name }) => ({ name, partitions: 1 })));
  house = await openHouse(kafka);
  facts = foreignFacts(kafka);
  const contracts = eventTable.filter(({ type }) => heard.has(type));
  doses = new Map(contracts.map((contract) => [contract.type, doseOf(contract, facts)]));
  for (const { messages } of doses.values()) await facts.publish(messages);
}, 120_000);
afterAll(async () => {
  await facts?.close();
  await house?.close();
});

const untilApplied = (room: string, types: readonly string[]): Promise<void> =>
  eventually(
    async () => {
      const ids = types.map((type) => doses.get(type)?.sound.headers['ce_id']);
      const applied = await house.sql(`select event_id from ${schemaOf(room)}.inbox where event_id = any($1::uuid[])`, [
        ids,
      ]);
      expect(new Set(applied.map((row) => (row as { event_id: string }).event_id)).size).toBe(types.length);
    },
    { withinMs: 60_000 },
  );

describe.each(rooms)('poison that comes to %s', (room) => {
  const types = subscriptions[room] ?? [];

  test('is sent for every event that it hears', () => {
    expect(types.filter((type) => !doses.has(type))).toEqual([]);
  });

  test('holds back no other key: the sound event behind all of it arrives', async () => {
    await untilApplied(room, types);
    const sound = new Set(types.map((type) => doses.get(type)?.sound.key));
    const parked = (await lettersOf(room)).filter(({ key, state }) => sound.has(key) && state !== 'refused');
    expect(parked).toEqual([]);
  });

  test.each(types)('%s parks its own key, and keeps what follows on it in order', async (type) => {
    await untilApplied(room, types);
    const letters = await lettersOf(room);
    const keys = doses.get(type)?.keys ?? {};
    const wholly = (key: string) => keptOf(letters, key).some((states) => states.join() === 'parked,parked');
    expect(Object.entries(keys).flatMap(([what, key]) => (wholly(key) ? [] : [what]))).toEqual([]);
    expect(Object.keys(keys)).toEqual(Object.keys(poisons));
  });

  test('of events that it does not hear passes by, unless nobody can tell what it is', async () => {
    await untilApplied(room, types);
    const foreign = [...doses.values()].filter(({ contract }) => !types.includes(contract.type));
    const letters = await lettersOf(room);
    const kept = foreign.flatMap(({ keys }) =>
      Object.entries(keys).filter(([what, key]) => what !== 'no headers' && keptOf(letters, key).length > 0),
    );
    expect(kept).toEqual([]);
  });

  test('says in its letters what was wrong, and nothing of the content', async () => {
    const letters = await lettersOf(room);
    expect(letters.filter(({ reason }) => reason.includes('nothing') || reason.includes('half'))).toEqual([]);
  });
});
