import type { MeasuresPack } from '@lib/contracts/policy-pack';

// Imported by tests only: the dated packs that registration ships, as a drill is told of them (domain R41, R42, orders
// 53–66); `test/verify/shipped-packs.int-spec.ts` compares them with what is shipped.

const contact = 'last-contact' as const;
const facility = (days: number) => ({ place: 'facility' as const, days });
const home = (days: number) => ({ place: 'home' as const, days });

const pack = (
  packId: string,
  validFrom: string,
  validTo: string | undefined,
  categories: NonNullable<MeasuresPack['rules']>['categories'],
  ctMin?: number,
): MeasuresPack => ({
  packId,
  issuer: '演练指挥部',
  number: `演练〔${packId}〕`,
  legalBasis: '演练',
  holdHoursMax: packId === 'jan-2023' ? 0 : 24,
  remedyZh: '可在本页提出异议',
  remedyEn: 'object on this page',
  kind: 'drill',
  packVersion: 1,
  validFrom: new Date(`${validFrom}T00:00:00+08:00`).toISOString(),
  ...(validTo === undefined ? {} : { validTo: new Date(`${validTo}T00:00:00+08:00`).toISOString() }),
  rules: {
    categories,
    extension: { hoursMax: 24, timesMax: 1 },
    appealHoursMax: 24,
    reviewerRole: 'auditor',
    contactHoursMax: 24,
    ...(ctMin === undefined ? {} : { discharge: { ctMin, hoursApartMin: 24 } }),
  },
});

const infected = {
  stages: [{ place: 'hospital' as const, days: 14 }],
  countsFrom: 'arrival' as const,
  testDays: [6, 7, 13, 14],
};

const of002 = (reading: string, second: ReturnType<typeof home> | ReturnType<typeof facility>) =>
  pack(
    `notice-002-${reading}`,
    '2021-01-01',
    '2022-06-27',
    {
      'close-contact': { stages: [facility(14)], countsFrom: contact, testDays: [] },
      'contact-of-contact': { stages: [second], countsFrom: contact, testDays: [] },
      infected,
    },
    40,
  );

export const datedPacks: readonly MeasuresPack[] = [
  pack('notice-003', '2020-01-20', '2021-12-31', {
    entrant: { stages: [home(14)], countsFrom: 'arrival', testDays: [] },
  }),
  of002('central', facility(14)),
  of002('home', home(14)),
  pack(
    'plan-9',
    '2022-06-27',
    '2022-11-11',
    {
      'close-contact': { stages: [facility(7), home(3)], countsFrom: contact, testDays: [1, 2, 3, 5, 7, 10] },
      'contact-of-contact': { stages: [home(7)], countsFrom: contact, testDays: [1, 4, 7] },
      infected,
    },
    35,
  ),
  pack(
    'nov-2022',
    '2022-11-11',
    '2022-12-07',
    {
      'close-contact': { stages: [facility(5), home(3)], countsFrom: contact, testDays: [1, 2, 3, 5, 8] },
      infected,
    },
    35,
  ),
  pack('jan-2023', '2023-01-08', undefined, {}),
];
