import { describe, expect, test } from 'vitest';
import type { Decoded, InboundMessage } from './envelope.js';
import { portionsOf } from './portions.js';
import type { EventHandler, ReceivedEvent } from './received-event.js';

const light: EventHandler = { consumes: [], on: () => Promise.resolve() };
const heavy: EventHandler = { ...light, portion: { max: 10, weigh: ({ sequence }) => sequence } };
const handlers: Record<string, EventHandler[]> = { light: [light], heavy: [heavy], both: [light, heavy] };

/** Events by type and weight: `heavy 4`. */
const chunk = (...events: string[]): Decoded[] =>
  events.map((text) => {
    const [type = '', weight = '0'] = text.split(' ');
    const event = { type, sequence: Number(weight) } as ReceivedEvent;
    return { kind: 'event', id: text, message: {} as InboundMessage, event };
  });
const cut = (...events: string[]) =>
  portionsOf(chunk(...events), (type) => handlers[type] ?? []).map((portion) => portion.map(({ id }) => id));

describe('a chunk', () => {
  test('that nobody weighs is one portion, however long', () => {
    expect(cut(...Array<string>(500).fill('light'))).toHaveLength(1);
    expect(cut()).toEqual([]);
  });

  test('is cut where the next event would be more than a transaction takes', () => {
    expect(cut('heavy 4', 'heavy 6', 'heavy 1', 'both 9', 'heavy 1')).toEqual([
      ['heavy 4', 'heavy 6'],
      ['heavy 1', 'both 9'],
      ['heavy 1'],
    ]);
  });

  test('keeps its order, and what weighs nothing goes with what stands before it', () => {
    expect(cut('light', 'heavy 10', 'light', 'heavy 1', 'light')).toEqual([
      ['light', 'heavy 10', 'light'],
      ['heavy 1', 'light'],
    ]);
  });

  test('has an event alone that is heavier than a portion, and loses none', () => {
    expect(cut('heavy 25', 'heavy 2', 'heavy 30')).toEqual([['heavy 25'], ['heavy 2'], ['heavy 30']]);
  });

  test('lets what cannot be read through: it is set aside where it stands', () => {
    const malformed: Decoded = { kind: 'malformed', id: 'm', message: {} as InboundMessage, reason: 'no' };
    expect(portionsOf([malformed, ...chunk('heavy 10'), malformed], (type) => handlers[type] ?? [])).toHaveLength(1);
  });
});
