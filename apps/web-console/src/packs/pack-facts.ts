import type { PolicyPack } from '@lib/contracts/http/registration/policy-packs';
import type { PackRules } from '@lib/contracts/policy-pack';
import type { Words } from '@lib/screens';
import { measureCategories, measurePlaces, roles, type MeasureCategory } from '@lib/vocabulary';

/** One line of a pack, as people read it. */
export interface PackFact {
  readonly name: Words;
  readonly value: Words;
}

export interface Difference {
  readonly name: Words;
  readonly before: Words;
  readonly after: Words;
}

// A pack of an earlier day may come without rules; then it lets nobody be isolated.
type Facts = Pick<PolicyPack, 'issuer' | 'number' | 'legalBasis' | 'holdHoursMax'> & {
  readonly rules?: PackRules | undefined;
};
type Rule = NonNullable<PackRules['categories'][MeasureCategory]>;

const nothing: Words = { zh: '没有规定', en: 'says nothing' };
const same = (text: string): Words => ({ zh: text, en: text });
const hours = (count: number): Words => ({ zh: `${count} 小时`, en: `${count} h` });
const from: Record<Rule['countsFrom'], Words> = {
  'last-contact': { zh: '自末次接触', en: 'from the last contact' },
  arrival: { zh: '自到达', en: 'from the arrival' },
  discharge: { zh: '自出院', en: 'from the discharge' },
};

function sayRule({ stages, countsFrom, testDays, releaseRole }: Rule): Words {
  const zh = stages.map(({ place, days }) => `${measurePlaces[place].zh} ${days} 天`).join(' + ');
  const en = stages.map(({ place, days }) => `${days} days ${measurePlaces[place].en}`).join(', then ');
  const tests = testDays.length === 0 ? undefined : testDays.join('、');
  const signs = releaseRole === undefined ? undefined : roles[releaseRole];
  return {
    zh: `${zh}，${from[countsFrom].zh}${tests ? `；第 ${tests} 天检测` : ''}${signs ? `；${signs.zh}签解除` : ''}`,
    en: `${en}, ${from[countsFrom].en}${tests ? `; tests on days ${testDays.join(', ')}` : ''}${signs ? `; the ${signs.en} signs the release` : ''}`,
  };
}

const extensionOf = ({ extension: { timesMax, hoursMax } }: PackRules): Words => ({
  zh: `${timesMax} 次，每次至多 ${hours(hoursMax).zh}`,
  en: `${timesMax} times, up to ${hours(hoursMax).en} each`,
});

function dischargeOf({ discharge }: PackRules): Words {
  if (discharge === undefined) return nothing;
  const { ctMin, hoursApartMin } = discharge;
  return { zh: `Ct ≥ ${ctMin}，间隔 ≥ ${hoursApartMin} 小时`, en: `Ct ≥ ${ctMin}, ${hoursApartMin} h apart` };
}

/** Every line of a pack that decides about people, in an order that is the same for all packs. */
export function factsOf({ issuer, number, legalBasis, holdHoursMax, rules }: Facts): PackFact[] {
  const said = (line: (given: PackRules) => Words): Words => (rules === undefined ? nothing : line(rules));
  const categories = Object.entries(measureCategories).map(([key, name]) => {
    const rule = rules?.categories[key as MeasureCategory];
    return { name, value: rule === undefined ? nothing : sayRule(rule) };
  });
  return [
    { name: { zh: '发文机关', en: 'issuer' }, value: same(issuer) },
    { name: { zh: '文号', en: 'number' }, value: same(number) },
    { name: { zh: '法律依据', en: 'legal basis' }, value: same(legalBasis) },
    { name: { zh: '就地管控至多', en: 'held at the most' }, value: hours(holdHoursMax) },
    ...categories,
    { name: { zh: '延长至多', en: 'extended at the most' }, value: said(extensionOf) },
    {
      name: { zh: '异议须在此内答复', en: 'an objection is answered within' },
      value: said((given) => hours(given.appealHoursMax)),
    },
    {
      name: { zh: '接触关系须在此内判定', en: 'a contact is decided on within' },
      value: said((given) => hours(given.contactHoursMax)),
    },
    { name: { zh: '出院标准', en: 'discharge' }, value: said(dischargeOf) },
  ];
}

/** In: the pack that holds now, if one does, and the one that is proposed. Out: only the lines that would change. */
export function differencesOf(now: Facts | undefined, then: Facts): Difference[] {
  const before = now === undefined ? [] : factsOf(now);
  return factsOf(then).flatMap(({ name, value }, index) => {
    const old = before[index]?.value ?? nothing;
    return old.zh === value.zh ? [] : [{ name, before: old, after: value }];
  });
}

export type PackState = 'in-force' | 'lapsed' | 'not-yet' | 'ready';

/** In: a version of a pack, what the campaign has in force, and the time. Out: where the version stands. */
export function stateOf(
  pack: Pick<PolicyPack, 'packId' | 'validFrom' | 'validTo'> & { readonly version: number },
  inForce: readonly { readonly packId: string; readonly packVersion?: number | undefined }[],
  atMs: number,
): PackState {
  if (pack.validTo !== null && Date.parse(pack.validTo) <= atMs) return 'lapsed';
  if (inForce.some(({ packId, packVersion }) => packId === pack.packId && packVersion === pack.version))
    return 'in-force';
  return Date.parse(pack.validFrom) > atMs ? 'not-yet' : 'ready';
}
