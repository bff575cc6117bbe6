import { type RefusalCode, refusals } from '@lib/contracts/refusals';

/** A plain page for a person whom a sign-in led nowhere: what was refused, and what to do, in both languages. */
export function refusalPage(code: RefusalCode): { status: number; html: string } {
  const { status, zh, en, cureZh, cureEn } = refusals[code];
  const html = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>不漏 Bulou</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head><body>
<h1>${zh}</h1><p>${cureZh}</p><p lang="en">${en}: ${cureEn}</p>
<p><a href="/">首页 · first page</a></p><p><small>${code}</small></p></body></html>`;
  return { status, html };
}
