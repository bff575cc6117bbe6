import type { NoticeFields } from '@lib/contracts/notice';
import type { CampaignPolicy } from '@lib/contracts/policy';

/** In: the policy, where. Out: in whose name it is done and where to object, by the pack of the closest area. */
export function groundOf(
  { measures, measuresByArea }: Pick<CampaignPolicy, 'measures' | 'measuresByArea'>,
  siteCode: string,
): Pick<NoticeFields, 'office' | 'decree' | 'phone'> {
  const [closest] = Object.entries(measuresByArea ?? {})
    .filter(([area]) => siteCode.startsWith(area))
    .toSorted(([a], [b]) => b.length - a.length)
    .map(([, pack]) => pack);
  const pack = closest ?? measures;
  if (pack === undefined) return {};
  const { issuer, number, remedyPhone } = pack;
  return {
    ...{ office: issuer.slice(0, 80), decree: number.slice(0, 80) },
    ...(remedyPhone === undefined ? {} : { phone: remedyPhone }),
  };
}
