import type { EventContract } from '@lib/contracts/event';
import type { OutboundMessage } from '@lib/messaging';
import type { ForeignFacts } from '@lib/testing';

/** What is wrong with a message, and how it becomes so. */
export const poisons: Readonly<Record<string, (sound: OutboundMessage, contract: EventContract) => OutboundMessage>> = {
  'not JSON': (sound) => ({ ...sound, value: '{"half":' }),
  'another shape': (sound) => ({ ...sound, value: '{"of":"nothing"}' }),
  'an unknown version': (sound, { producer, name }) => ({
    ...sound,
    headers: { ...sound.headers, ce_type: `${producer}.${name}.v99` },
  }),
  'no number in its sequence': (sound) => ({ ...sound, headers: { ...sound.headers, ce_sequence: 'next' } }),
  'no headers': (sound) => ({ ...sound, headers: {} }),
};

/** Everything that is sent about one kind of event. */
export interface Dose {
  readonly contract: EventContract;
  /** By what is wrong: the key that has to be parked, with what follows on it. */
  readonly keys: Readonly<Record<string, string>>;
  /** A sound event of another key, sent behind all the others. */
  readonly sound: OutboundMessage;
  readonly messages: readonly OutboundMessage[];
}

/** Out: for one kind of event, each poison with a sound event behind it on its key, and a sound event of another key. */
export function doseOf(contract: EventContract, facts: ForeignFacts): Dose {
  const keys = Object.fromEntries(Object.keys(poisons).map((what) => [what, `${contract.type} with ${what}`]));
  const messages = Object.entries(poisons).flatMap(([what, spoil]) => {
    const key = keys[what] ?? '';
    const [first, behind] = [facts.message(contract, {}), facts.message(contract, {})];
    return [spoil({ ...first, key }, contract), { ...behind, key }];
  });
  const sound = facts.message(contract, {});
  return { contract, keys, sound, messages: [...messages, sound] };
}
