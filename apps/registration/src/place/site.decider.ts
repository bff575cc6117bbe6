import { districtOfSite } from '@lib/vocabulary';

/**
 * A site stands in the county that its code begins with. The county is refused as unknown only when divisions were
 * imported: without that list nobody here knows better. A site may be sent again, with corrections, as often as needed.
 */
export interface SitePlan {
  readonly siteCode: string;
  readonly districtCode: string;
  readonly name: string;
  readonly place: string | null;
  readonly streetCode: string | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly openingHours: string | null;
}

export interface SiteFault {
  readonly row: number;
  readonly code: string;
  readonly message: string;
}

const wording = {
  SITE_TWICE: '同一文件中采样点编号重复 / the same site code stands above in this request',
  SITE_CODE_OF_OTHER_DISTRICT:
    '采样点编号前六位与区划代码不一致 / the code begins with another county than districtCode',
  STREET_OF_OTHER_DISTRICT: '街道代码不属于该区划 / the street is not in this county',
  DIVISION_UNKNOWN: '没有此行政区划 / no such division; import it first or check the code',
  COORDINATES_INCOMPLETE: '经纬度须同时填写 / longitude and latitude come together',
} as const;

/**
 * In: the sites of a request in its order (row 1 first) and the known county codes, or none when no divisions were
 * imported. Out: the sites that are good and the faults of the others.
 */
export function judgeSites(
  plans: readonly SitePlan[],
  districts: ReadonlySet<string> | undefined,
): { good: SitePlan[]; faults: SiteFault[] } {
  const good = new Map<string, SitePlan>();
  const faults: SiteFault[] = [];
  for (const [index, plan] of plans.entries()) {
    const code = good.has(plan.siteCode) ? 'SITE_TWICE' : faultOf(plan, districts);
    if (code === undefined) good.set(plan.siteCode, plan);
    else faults.push({ row: index + 1, code, message: wording[code] });
  }
  return { good: [...good.values()], faults };
}

function faultOf(plan: SitePlan, districts: ReadonlySet<string> | undefined): keyof typeof wording | undefined {
  if (districtOfSite(plan.siteCode) !== plan.districtCode) return 'SITE_CODE_OF_OTHER_DISTRICT';
  if (plan.streetCode !== null && !plan.streetCode.startsWith(plan.districtCode)) return 'STREET_OF_OTHER_DISTRICT';
  if ((plan.longitude === null) !== (plan.latitude === null)) return 'COORDINATES_INCOMPLETE';
  return districts === undefined || districts.has(plan.districtCode) ? undefined : 'DIVISION_UNKNOWN';
}

/** True when something that is told about the site differs: only then is there news. */
export function isNews(before: SitePlan | undefined, now: SitePlan): boolean {
  return before === undefined || (Object.keys(now) as (keyof SitePlan)[]).some((field) => before[field] !== now[field]);
}
