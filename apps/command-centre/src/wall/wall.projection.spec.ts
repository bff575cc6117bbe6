import { eventTable } from '@lib/contracts/event-table';
import { expect, test } from 'vitest';
import { WallProjection } from './wall.projection.js';

test('the wall hears every fact of the house: an event without an ear here would be missing from the log for ever', () => {
  const wall = new WallProjection(...([] as unknown as ConstructorParameters<typeof WallProjection>));
  const heard = wall.consumes.map(({ type }) => type);
  expect(heard.toSorted()).toEqual(eventTable.map(({ type }) => type).toSorted());
});
