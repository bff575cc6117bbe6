import { refusalSections } from '@lib/contracts/refusal-sections';
import { escapeHtml } from './escape-html.js';

const sectionOf = ({ id, zh, en, codes }: (typeof refusalSections)[number]): string => {
  const rows = codes.map(
    ({ code, answer, ...words }) => `<tr id="${code}"><td><code>${code}</code></td><td>${escapeHtml(answer)}</td>
<td>${escapeHtml(words.zh)}<br>${escapeHtml(words.en)}</td><td>${escapeHtml(words.cureZh)}<br>${escapeHtml(words.cureEn)}</td></tr>`,
  );
  return `<section id="${id}"><h2>${zh} · ${en}</h2><table>
<thead><tr><th>代码 · code</th><th>答复 · answer</th><th>含义 · meaning</th><th>处理办法 · cure</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></section>`;
};

/** A plain page about every code that the house answers, made from the tables that the code throws from. */
export const refusalsPage = (): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>拒绝代码 · 不漏 Bulou</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/docs/style.css"></head><body>
<header><h1>不漏 Bulou · 拒绝代码 · Refusals</h1>
<p>每个出错答复都带稳定的 <code>code</code>。Every error carries a stable <code>code</code>. <a href="/docs">接口 · API</a></p>
<nav>${refusalSections.map(({ id, zh, en }) => `<a href="#${id}">${zh} · ${en}</a>`).join(' ')}</nav></header>
<main>${refusalSections.map(sectionOf).join('\n')}</main></body></html>`;
