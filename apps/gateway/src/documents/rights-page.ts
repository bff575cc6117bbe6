import type { ScopeKind } from '@lib/contracts/route';
import { escapeHtml } from './escape-html.js';
import { type Right, type RoleRights, rights } from './rights.js';

const bounds: Readonly<Record<ScopeKind, string>> = {
  site: '限本采样点 · own site',
  lab: '限本实验室 · own laboratory',
  district: '限本区县 · own district',
  participant: '限本人 · oneself',
  device: '限本机 · own device',
  none: '全部 · all',
};

const fieldsIn = ({ fields }: Right): string =>
  fields.length === 0
    ? ''
    : `<details><summary>可见字段 · fields (${fields.length})</summary><p>${fields.map((name) => `<code>${escapeHtml(name)}</code>`).join(' ')}</p></details>`;

const rowOf = (right: Right): string => `<tr>
<td><b class="${right.method}">${right.method}</b> <code>${escapeHtml(right.path)}</code>${fieldsIn(right)}</td>
<td>${escapeHtml(right.summary.zh)}<br><small>${escapeHtml(right.summary.en)}</small></td>
<td>${bounds[right.scope]}${right.takesLateSync ? '<br><small>班次后可补传 · also late sync</small>' : ''}</td></tr>`;

const sectionOf = ({ role, zh, en, rights: held }: RoleRights): string => `<section id="${role}">
<h2>${escapeHtml(zh)} <small>${escapeHtml(en)} · ${held.length}</small></h2>
${held.length === 0 ? '<p>没有任何权限 · may do nothing</p>' : `<table><thead><tr><th>接口 · route</th><th>用途 · for</th><th>范围 · scope</th></tr></thead><tbody>${held.map(rowOf).join('\n')}</tbody></table>`}
</section>`;

/** The page 谁能看到什么: every role and what it may do, from the table that guards; it needs no script. */
export function rightsPage(): string {
  const roles = rights();
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>谁能看到什么 · 不漏 Bulou</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/docs/style.css"></head><body>
<header><h1>谁能看到什么 · Who can see what</h1>
<p>本页由守门的同一张路由表生成；表中没有的一律拒绝。别处的与不存在的，答复相同。</p>
<p>Made from the very table that guards every door; what is not in it is refused. What belongs elsewhere and what does
not exist are answered alike. Machines read <a href="/rights.json">rights.json</a>; all routes: <a href="/docs">/docs</a>.</p>
<nav>${roles.map(({ role, zh, en }) => `<a href="#${role}">${escapeHtml(zh)} <small>${escapeHtml(en)}</small></a>`).join(' ')}</nav></header>
<main>${roles.map(sectionOf).join('\n')}</main></body></html>`;
}
