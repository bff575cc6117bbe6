import { describe, expect, test } from 'vitest';
import type { EventHandler, ReceivedEvent } from './received-event.js';
import { layStages } from './stages.js';

const handler = (): EventHandler => ({ consumes: [], on: () => Promise.resolve() });
const [a, b, c] = [handler(), handler(), handler()];
const handlers: Record<string, EventHandler[]> = { a: [a], b: [b], ab: [a, b], c: [c] };

function event(text: string): ReceivedEvent {
  const [type = '', key = '', id = ''] = text.split(' ');
  return { id, key, type, contract: { topic: 't' } } as ReceivedEvent;
}

function lay(...events: string[]): string[] {
  const names = new Map([
    [a, 'a'],
    [b, 'b'],
    [c, 'c'],
  ]);
  return layStages(events.map(event), (type) => handlers[type] ?? []).map(
    (stage) => `${names.get(stage.handler)}:${stage.events.map((each) => each.id).join(',')}`,
  );
}

describe('a chunk', () => {
  test('of one handler is one call', () => {
    expect(lay('a k 1', 'a l 2', 'a k 3')).toEqual(['a:1,2,3']);
  });

  test('of two handlers with different keys is two calls', () => {
    expect(lay('a k 1', 'b l 2', 'a m 3', 'b n 4')).toEqual(['a:1,3', 'b:2,4']);
  });

  test('keeps the order of a key across handlers', () => {
    expect(lay('a k 1', 'b k 2', 'a k 3', 'a l 4')).toEqual(['a:1,4', 'b:2', 'a:3']);
  });

  test('does not put an event before an earlier one of its key', () => {
    expect(lay('b l 1', 'a k 2', 'b k 3')).toEqual(['b:1', 'a:2', 'b:3']);
  });

  test('gives an event of two handlers to both, and its successors to neither before it', () => {
    expect(lay('ab k 1', 'a k 2', 'c k 3')).toEqual(['a:1', 'b:1', 'a:2', 'c:3']);
  });

  test('leaves out what nobody handles', () => {
    expect(lay('x k 1')).toEqual([]);
  });
});
