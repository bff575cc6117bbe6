/**
 * Brings what people type to one spelling, so that full-width letters, spaces, brackets and capitals make no difference:
 * `ＯＲＦ１ab　Ct值（FAM）` becomes `orf1abct值(fam)`.
 */
export function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_*:"'“”]/g, '')
    .replaceAll(/[‐-―−﹣－]/g, '-')
    .replaceAll(/[【〔[{]/g, '(')
    .replaceAll(/[】〕\]}]/g, ')');
}
