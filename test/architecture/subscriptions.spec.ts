import { describe, expect, test } from 'vitest';
import { subscriptions } from '../../apps/bulou/src/verify/subscriptions.js';
import { readEdges } from './flow.js';

/** What differs between the hand-written table and the imports of the doors, as `room: event`. */
function differences(table: Readonly<Record<string, readonly string[]>>): string[] {
  const imported = readEdges().map(({ from, to, event }) => `${to}: ${from}.${event}`);
  const written = Object.entries(table).flatMap(([app, types]) => types.map((type) => `${app}: ${type}`));
  return [
    ...imported.filter((edge) => !written.includes(edge)).map((edge) => `missing ${edge}`),
    ...written.filter((edge) => !imported.includes(edge)).map((edge) => `nobody hears ${edge}`),
  ].toSorted();
}

describe('what verify believes the rooms to hear', () => {
  test('is what their doors import', () => {
    expect(differences(subscriptions)).toEqual([]);
  });

  test('a planted difference is caught, in either direction', () => {
    const [[app = '', [first = '', ...rest] = []] = []] = Object.entries(subscriptions).filter(
      ([, types]) => types.length > 0,
    );
    expect(differences({ ...subscriptions, [app]: rest })).toEqual([`missing ${app}: ${first}`]);
    expect(differences({ ...subscriptions, [app]: [first, ...rest, 'lab.rumour.v1'] })).toEqual([
      `nobody hears ${app}: lab.rumour.v1`,
    ]);
  });
});
