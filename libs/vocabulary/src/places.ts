/** A site's code: six digits of the county (GB/T 2260) that it stands in, a hyphen, four digits of its own. */
export const siteCodePattern = /^\d{6}-\d{4}$/;

/** A laboratory's code. */
export const labCodePattern = /^LAB-[A-Z0-9]{2,12}$/;

/** A county's code after GB/T 2260. */
export const districtCodePattern = /^\d{6}$/;

/** The county that a site stands in: the first six digits of its code. */
export const districtOfSite = (siteCode: string): string => siteCode.slice(0, 6);
