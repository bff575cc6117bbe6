import { campaignPolicy } from '@lib/contracts/policy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { datedPacks } from '../../apps/isolation/src/isolation-order/dated-packs.js';
import { openAllRooms } from './rooms.js';
import type { AllRooms } from './rooms.js';

let rooms: AllRooms;

beforeAll(async () => {
  rooms = await openAllRooms();
}, 120_000);
afterAll(() => rooms?.close());

const shipped = async () =>
  (
    await rooms.client.query<{ packId: string; validFrom: Date; validTo: Date | null; rules: object; hold: number }>(
      `select distinct on (pack_id) pack_id as "packId", valid_from as "validFrom", valid_to as "validTo", rules,
              hold_hours_max as hold
         from registration.policy_packs where added_by = 'bulou' order by pack_id, version desc`,
    )
  ).rows;

test('the packs of the thirty days are those that are shipped: their days, their rules, their hours', async () => {
  const tested = datedPacks.map(({ packId, validFrom, validTo, rules, holdHoursMax: hold }) => ({
    ...{ packId, validFrom: new Date(validFrom ?? ''), validTo: validTo === undefined ? null : new Date(validTo) },
    ...{ rules, hold },
  }));
  expect(await shipped()).toEqual(tested.toSorted((a, b) => (a.packId < b.packId ? -1 : 1)));
});

test('whoever isolates contacts says what is done to the infected, and when they may leave', async () => {
  for (const { packId, rules } of await shipped()) {
    const { categories, discharge } = rules as { categories: Record<string, unknown>; discharge?: unknown };
    const isOfContacts = 'close-contact' in categories;
    expect([packId, 'infected' in categories, discharge !== undefined]).toEqual([packId, isOfContacts, isOfContacts]);
  }
});

test('what is shipped reads as a pack everywhere', async () => {
  for (const { packId, rules, hold } of await shipped()) {
    const measures = { packId, issuer: 'a', number: 'b', legalBasis: 'c', holdHoursMax: hold, rules };
    const policy = campaignPolicy.parse({ version: 1, measures: { ...measures, remedyZh: 'd', remedyEn: 'e' } });
    expect(policy.measures?.rules).toEqual(rules);
  }
});
