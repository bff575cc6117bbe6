import { describe, expect, it } from 'vitest';
import type { InboundMessage } from './envelope.js';
import { Gathering } from './gathering.js';

const message = (partition: number, offset: number): InboundMessage => ({
  topic: 'bulou.tube',
  partition,
  offset: String(offset),
  key: `key-${partition}`,
  headers: {},
  value: null,
});

/** Writes down what the transactions were, and refuses whatever holds an event of a bad partition. */
function ground(badPartition?: number) {
  const transactions: string[] = [];
  const told: string[] = [];
  const place = ({ partition, offset }: InboundMessage) => `${partition}/${offset}`;
  const isBad = (messages: readonly InboundMessage[]) => messages.some(({ partition }) => partition === badPartition);
  const gathering = new Gathering({
    deliverTogether: (chunks) => {
      const all = chunks.flat();
      if (!isBad(all)) transactions.push(all.map(place).join(' '));
      return Promise.resolve(!isBad(all));
    },
    deliver: (messages) => {
      if (isBad(messages)) return Promise.reject(new Error('no'));
      transactions.push(messages.map(place).join(' '));
      return Promise.resolve(true);
    },
  });
  const add = (partition: number, events = 1, isOurs = true) =>
    gathering.add({
      messages: Array.from({ length: events }, (_, offset) => message(partition, offset)),
      pulse: { beat: () => Promise.resolve(), isOurs: () => isOurs, sleep: () => Promise.resolve() },
      resolved: () => told.push(`resolved ${partition}`),
      commit: () => Promise.resolve(void told.push('committed')),
    });
  return { add, transactions, told };
}

describe('what one fetch brings for several partitions', () => {
  it('shares one transaction, and one commit of offsets after all of them are resolved', async () => {
    const { add, transactions, told } = ground();
    expect(await Promise.all([add(0), add(1), add(2)])).toEqual([true, true, true]);
    expect(transactions).toEqual(['0/0 1/0 2/0']);
    expect(told).toEqual(['resolved 0', 'resolved 1', 'resolved 2', 'committed']);
  });

  it('is applied partition by partition when it cannot be applied together, and names the one that fails', async () => {
    const { add, transactions } = ground(1);
    const outcomes = await Promise.allSettled([add(0), add(1)]);
    expect(transactions).toEqual(['0/0']);
    expect(outcomes[1]?.status).toBe('rejected');
  });

  it('is no larger than one transaction may be', async () => {
    const { add, transactions } = ground();
    await Promise.all([add(0, 400), add(1, 400)]);
    expect(transactions).toHaveLength(2);
  });

  it('leaves out a partition that moved to another member', async () => {
    const { add, transactions, told } = ground();
    expect(await Promise.all([add(0, 1, false), add(1)])).toEqual([false, true]);
    expect(transactions).toEqual(['1/0']);
    expect(told).not.toContain('resolved 0');
  });
});
