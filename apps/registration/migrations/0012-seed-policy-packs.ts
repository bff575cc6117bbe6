import { defineMigration } from '@lib/platform';

/**
 * The packs that the house ships, each with the days between which it held; none is in force anywhere. Figures are of
 * the sources named; what a source does not say is marked [G] (general knowledge) in its `source`. Wording is ours.
 */
const law = '《中华人民共和国传染病防治法》（2013年修正）第三十九条、第四十一条 [G]';
const remedyZh = '可在本页提出异议，由未参与决定的督查人员复核；也可致电12345，或依法申请行政复议、提起行政诉讼。';
const remedyEn =
  'Object on this page; somebody who had no part reviews it. You may also call 12345, ask for administrative review, or go to court.';

const place = (name: string, days: number) => ({ place: name, days });
const rule = (countsFrom: string, stages: readonly { place: string; days: number }[], testDays: readonly number[]) => ({
  stages,
  countsFrom,
  testDays,
});
const rules = (categories: object) => ({
  categories,
  extension: { hoursMax: 24, timesMax: 1 },
  appealHoursMax: 24,
  reviewerRole: 'auditor',
  contactHoursMax: 24,
});
const contact = 'last-contact';
const shared = { kind: 'live', legalBasis: law, disease: '新型冠状病毒感染', remedyZh, remedyEn, holdHoursMax: 24 };

const packs = [
  {
    ...shared,
    packId: 'notice-003',
    issuer: '市疫情防控指挥部',
    number: '来源003',
    validFrom: '2020-01-20T00:00:00+08:00',
    validTo: '2021-12-31T00:00:00+08:00',
    targets: '外来及返回人员',
    source: 'orders.md 63–66: 14 days at home; the days between which it held are ours [G]',
    rules: rules({ entrant: rule('arrival', [place('home', 14)], []) }),
  },
  ...[
    { reading: 'central', where: 'facility', order: '13' },
    { reading: 'home', where: 'home', order: '60' },
  ].map(({ reading, where, order }) => ({
    ...shared,
    packId: `notice-002-${reading}`,
    issuer: '市疫情防控指挥部',
    number: '来源002',
    validFrom: '2021-01-01T00:00:00+08:00',
    validTo: '2022-06-27T00:00:00+08:00',
    targets: '密切接触者及密接的密接',
    source: `orders.md 59 and ${order}: one of the two readings for contacts of contacts; 14 days as in notice 003, dates ours [G]`,
    rules: rules({
      'close-contact': rule(contact, [place('facility', 14)], []),
      'contact-of-contact': rule(contact, [place(where, 14)], []),
    }),
  })),
  {
    ...shared,
    packId: 'plan-9',
    issuer: '国务院联防联控机制综合组',
    number: '联防联控机制综发〔2022〕71号',
    validFrom: '2022-06-27T00:00:00+08:00',
    validTo: '2022-11-11T00:00:00+08:00',
    targets: '密切接触者、密接的密接',
    source: 'domain.md R41 (163.com HAVI3QDE0534UE1U, HB2O19DG0514TRJ8); number and days between which it held [G]',
    rules: rules({
      'close-contact': rule(contact, [place('facility', 7), place('home', 3)], [1, 2, 3, 5, 7, 10]),
      'contact-of-contact': rule(contact, [place('home', 7)], [1, 4, 7]),
    }),
  },
  {
    ...shared,
    packId: 'nov-2022',
    issuer: '国务院联防联控机制综合组',
    number: '联防联控机制综发〔2022〕101号',
    validFrom: '2022-11-11T00:00:00+08:00',
    validTo: '2022-12-07T00:00:00+08:00',
    targets: '密切接触者（不再判定密接的密接）',
    source: 'domain.md R41: 5+3; test days, number and days between which it held [G]',
    rules: rules({ 'close-contact': rule(contact, [place('facility', 5), place('home', 3)], [1, 2, 3, 5, 8]) }),
  },
  {
    ...shared,
    packId: 'jan-2023',
    issuer: '国家卫生健康委员会',
    number: '公告2022年第7号',
    legalBasis: '乙类乙管：不再对感染者隔离、不再判定密切接触者 [G]',
    validFrom: '2023-01-08T00:00:00+08:00',
    validTo: null,
    targets: '无',
    source: 'settled.md 13: Jan 2023 (none); number and day [G]',
    holdHoursMax: 0,
    rules: rules({}),
  },
];

const literal = (content: object): string => `'${JSON.stringify(content).replaceAll("'", "''")}'`;

export const seedPolicyPacks = defineMigration('0012-seed-policy-packs', [
  `insert into policy_packs (pack_id, version, kind, issuer, number, legal_basis, valid_from, valid_to, disease, targets,
       source, remedy_zh, remedy_en, hold_hours_max, rules, added_by, recorded_at)
   select p ->> 'packId', 1, p ->> 'kind', p ->> 'issuer', p ->> 'number', p ->> 'legalBasis',
          (p ->> 'validFrom')::timestamptz, (p ->> 'validTo')::timestamptz, p ->> 'disease', p ->> 'targets', p ->> 'source',
          p ->> 'remedyZh', p ->> 'remedyEn', (p ->> 'holdHoursMax')::float8, p -> 'rules', 'bulou', clock_timestamp()
     from jsonb_array_elements(${literal(packs)}::jsonb) as p`,
]);
