import { defineEvent } from '@lib/contracts/event';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { emit, EventBreaksContract } from './outgoing-event.js';
import { partitionOf } from './publisher.js';

const TubeWashedV1 = defineEvent({
  producer: 'batching',
  name: 'tube-washed',
  topic: 'bulou.tube',
  meaning: 'A tube was washed.',
  shape: z.object({ tubeId: z.string(), times: z.int() }),
  keyOf: (content) => content.tubeId,
  example: { tubeId: 't', times: 1 },
});

describe('an event', () => {
  test('takes its key from its contract and its causation from what it answers', () => {
    const cause = { id: 'e-1', headers: { ce_correlationid: 'c-1', traceparent: '00-aa' } };
    const event = emit(TubeWashedV1, { tubeId: 't-1', times: 2 }, { sequence: 3, causation: cause, actor: 'p-1' });
    expect(event).toMatchObject({ key: 't-1', sequence: 3 });
    expect(event.headers).toEqual({
      ce_correlationid: 'c-1',
      ce_causationid: 'e-1',
      ce_actor: 'p-1',
      traceparent: '00-aa',
    });
  });

  test('that answers an event without a correlation begins one with its id', () => {
    const event = emit(TubeWashedV1, { tubeId: 't', times: 1 }, { sequence: 1, causation: { id: 'e-1', headers: {} } });
    expect(event.headers['ce_correlationid']).toBe('e-1');
  });

  test('that breaks its contract names the place and keeps the value to itself', () => {
    const broken = () => emit(TubeWashedV1, { tubeId: 't', times: 'secret' as unknown as number }, { sequence: 1 });
    expect(broken).toThrow(EventBreaksContract);
    expect(broken).toThrow(/times/);
    expect(broken).not.toThrow(/secret/);
  });

  test.each([0, -1, 1.5, Number.NaN])('cannot have the sequence %s', (sequence) => {
    expect(() => emit(TubeWashedV1, { tubeId: 't', times: 1 }, { sequence })).toThrow(/sequence from 1/);
  });
});

describe('the partition of a key', () => {
  // Hashes of Kafka's own murmur2 tests; a producer in another language puts the same key on the same partition.
  test.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
  ])('of "%s" is the one that Java clients compute', (key, murmur2) => {
    expect(partitionOf(key, 6)).toBe((murmur2 & 0x7fffffff) % 6);
  });
});
