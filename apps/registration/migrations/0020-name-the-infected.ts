import { defineMigration } from '@lib/platform';

/**
 * Second versions of the shipped packs under which people were isolated at all: an infected person is brought to the
 * designated place at once (orders 53, 58), so there is a measure with basis, end and remedy for them too. Its days are a
 * ceiling; whoever is clear leaves before. A version that somebody else added meanwhile stays theirs.
 */
const ceilingDays = 14; // Domain R42: what an infection without symptoms was observed for.
const testDays = [6, 7, 13, 14]; // 6 and 7 as in December 2022 (domain R41), then the last two of the ceiling [G].

// Two swabs a day apart in every plan; at which threshold they count as clear changed with the ninth (domain R42).
const packs = [
  { ids: ['notice-002-central', 'notice-002-home'], ctMin: 40 },
  { ids: ['plan-9', 'nov-2022'], ctMin: 35 },
];

const infected = {
  stages: [{ place: 'hospital', days: ceilingDays }],
  countsFrom: 'arrival',
  testDays,
};

export const nameTheInfected = defineMigration(
  '0020-name-the-infected',
  packs.map(
    ({ ids, ctMin }) => `
    insert into policy_packs (pack_id, version, kind, issuer, number, legal_basis, area, valid_from, valid_to, disease,
        targets, source, remedy_zh, remedy_en, remedy_phone, hold_hours_max, rules, added_by, recorded_at)
    select pack_id, 2, kind, issuer, number, legal_basis, area, valid_from, valid_to, disease, targets || '、感染者',
           source || '; infected: orders.md 53 and 58, days and Ct domain.md R42, test days R41 and [G]',
           remedy_zh, remedy_en, remedy_phone, hold_hours_max,
           jsonb_set(rules, '{categories,infected}', '${JSON.stringify(infected)}')
             || '${JSON.stringify({ discharge: { ctMin, hoursApartMin: 24 } })}',
           'bulou', clock_timestamp()
      from policy_packs where version = 1 and pack_id in (${ids.map((id) => `'${id}'`).join(', ')})
    on conflict (pack_id, version) do nothing`,
  ),
);
