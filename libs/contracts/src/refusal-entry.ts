/** One entry of the catalogue: HTTP status, what is refused, and what the person can do, in both languages. */
export interface RefusalEntry {
  readonly status: number;
  readonly zh: string;
  readonly en: string;
  readonly cureZh: string;
  readonly cureEn: string;
}

/** Writes one entry of the catalogue. */
export const entry = (status: number, zh: string, en: string, cureZh: string, cureEn: string): RefusalEntry => ({
  status,
  zh,
  en,
  cureZh,
  cureEn,
});
