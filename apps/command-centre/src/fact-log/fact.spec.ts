import { eventTable } from '@lib/contracts/event-table';
import type { EventContract } from '@lib/contracts/event';
import type { ReceivedEvent } from '@lib/messaging';
import { describe, expect, test } from 'vitest';
import { notHeard } from '../wall/not-heard.js';
import { factOf } from './fact.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ofPeople = /participant|subject|member|people|resident|neighbour|contact/i;

/** Every id that stands under a name of people, however deep. */
function peopleIn(value: unknown, isOfPeople = false): string[] {
  if (typeof value === 'string') return isOfPeople && uuid.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    peopleIn(part, Array.isArray(value) ? isOfPeople : ofPeople.test(name) || (isOfPeople && !/Id$/.test(name))),
  );
}

function received({ type, example, keyOf }: EventContract): ReceivedEvent {
  const at = new Date('2026-11-21T08:00:00.000Z');
  const content = example;
  return { id: 'e', type, key: keyOf(content), sequence: 1, recordedAt: at, data: content } as never;
}

const heard = eventTable.filter(({ type }) => !Object.hasOwn(notHeard, type));

describe('the log of the command centre', () => {
  test.each(heard.map((contract) => [contract.type, contract] as const))('keeps nobody of %s', (_type, contract) => {
    const people = peopleIn(contract.example);
    const kept = JSON.stringify(factOf(received(contract)));
    expect(people.filter((one) => kept.includes(one))).toEqual([]);
    // Examples name people with ids of this kind only.
    expect(kept).not.toContain('3f1c2b9e-');
  });

  test('has something to withhold: most of what it hears names people', () => {
    expect(heard.filter(({ example }) => peopleIn(example).length > 0).length).toBeGreaterThan(10);
  });

  test('counts whom a report about a tube concerns', () => {
    const report = heard.find(({ type }) => type === 'batching.binding-reported.v1') as EventContract;
    expect(factOf(received(report)).content).toMatchObject({ people: 1 });
  });
});
