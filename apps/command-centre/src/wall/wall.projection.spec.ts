import { eventTable } from '@lib/contracts/event-table';
import { expect, test } from 'vitest';
import { notHeard } from './not-heard.js';
import { WallProjection } from './wall.projection.js';

const wall = new WallProjection(...([] as unknown as ConstructorParameters<typeof WallProjection>));
const heard = wall.consumes.map(({ type }) => type);

test('the wall hears every fact of the house but those that speak of one person to another room: an event without an ear here would be missing from the log for ever', () => {
  const all = eventTable.map(({ type }) => type);
  expect([...heard, ...Object.keys(notHeard)].toSorted()).toEqual(all.toSorted());
});
