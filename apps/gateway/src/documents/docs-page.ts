import { refusalsOf } from '@lib/contracts/refusals-by-route';
import type { RouteContract } from '@lib/contracts/route';
import { routes } from '@lib/contracts/routes';
import { bodyLimitDefaultBytes } from '@lib/platform';
import { roles } from '@lib/vocabulary';
import type { z } from 'zod';
import { escapeHtml } from './escape-html.js';
import { jsonSchemaOf } from './openapi.js';

const schemaOf = (title: string, schema: z.ZodType | undefined, io: 'input' | 'output'): string => {
  if (schema === undefined) return '';
  const text = JSON.stringify(jsonSchemaOf(schema, io), null, 2);
  return `<details><summary>${title}</summary><pre>${escapeHtml(text)}</pre></details>`;
};

const whoOf = (route: RouteContract): string => {
  if (route.roles === 'public') return '<em>公开 · public</em>';
  if (route.roles.length === Object.keys(roles).length) return '所有角色 · every role';
  return route.roles.map((role) => `${roles[role].zh} <small>${role}</small>`).join('、');
};

function marksOf(route: RouteContract): string {
  const marks = [
    route.scope === 'none' ? '' : `限本 ${route.scope} · own ${route.scope} only`,
    route.isIdempotent === true ? '须带 Idempotency-Key' : '',
    route.isStream === true ? 'SSE' : '',
    route.takesFile === true ? '文件 · file' : '',
    route.method === 'GET' ? '' : `≤ ${Math.round((route.bodyLimitBytes ?? bodyLimitDefaultBytes) / 1024)} KB`,
  ];
  return marks
    .filter((mark) => mark !== '')
    .map((mark) => `<span>${mark}</span>`)
    .join(' ');
}

const refusalsLine = (route: RouteContract): string => {
  const codes = refusalsOf(route).map((code) => `<a href="/docs/refusals#${code}">${code}</a>`);
  return `<details><summary>可能的拒绝 · refusals</summary><p>${codes.join(' ')}</p></details>`;
};

const routeOf = (route: RouteContract): string => `<article>
<h3><b class="${route.method}">${route.method}</b> <code>/api/${route.service}${escapeHtml(route.path)}</code></h3>
<p>${escapeHtml(route.summary.zh)} · ${escapeHtml(route.summary.en)}</p>
<p class="who">${whoOf(route)} ${marksOf(route)}</p>
${refusalsLine(route)}
${schemaOf('请求 · request', route.request, 'input')}${schemaOf('答复 · answer', route.response, 'output')}
</article>`;

/** A plain page about every route, made from the same table as the guards; it needs no script and nothing from afar. */
export function docsPage(): string {
  const services = [...new Set(routes.map((route) => route.service))];
  const parts = services.map(
    (service) =>
      `<section id="${service}"><h2>${service}</h2>${routes
        .filter((route) => route.service === service)
        .map(routeOf)
        .join('\n')}</section>`,
  );
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>接口 · 不漏 Bulou</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/docs/style.css"></head><body>
<header><h1>不漏 Bulou · 接口 · API</h1>
<p>程序用 <code>Authorization: Bearer …</code>，页面用会话 Cookie。出错一律为 RFC 9457 problem details，含稳定的 <code>code</code>、中英文说明与处理办法，见<a href="/docs/refusals">拒绝代码</a>。时间均为 UTC。</p>
<p>Programs send a bearer token, pages a session cookie. Every error is a problem document with a stable <code>code</code>,
words and a cure in both languages: see <a href="/docs/refusals">the refusals</a>. Times are UTC. Machines read <a href="/openapi.json">OpenAPI 3.1</a>; events are in
<a href="/asyncapi.json">AsyncAPI 3.0</a>. <a href="/rights">谁能看到什么 · who can see what</a></p>
<nav>${services.map((service) => `<a href="#${service}">${service}</a>`).join(' ')}</nav></header>
<main>${parts.join('\n')}</main></body></html>`;
}

/** The look of that page; a file of its own, because the content policy allows no inline style. */
export const docsStyle = `
:root { color-scheme: light dark; --line: #d5dbe3; --soft: #5b6673; --back: #f5f7fa; }
@media (prefers-color-scheme: dark) { :root { --line: #2c3644; --soft: #9aa7b6; --back: #161d27; } }
body { font: 16px/1.55 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; margin: 0; }
header, main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
nav a { display: inline-block; padding: .25rem .6rem; border: 1px solid var(--line); border-radius: 1rem; margin: .15rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; overflow-wrap: anywhere; }
td, th { border-bottom: 1px solid var(--line); padding: .35rem; text-align: left; vertical-align: top; }
section { border-top: 1px solid var(--line); }
article { padding: .4rem 0 .8rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: .4rem 0 0; overflow-wrap: anywhere; }
h3 b { display: inline-block; min-width: 4rem; font-size: .8rem; }
.GET { color: #1d7a46; } .POST, .PUT { color: #1f5fbf; } .DELETE { color: #b3261e; }
@media (prefers-color-scheme: dark) { .GET { color: #6fd39b; } .POST, .PUT { color: #8db8ff; } .DELETE { color: #ff9d96; } }
p { margin: .2rem 0; } .who { color: var(--soft); font-size: .875rem; }
.who span { border: 1px solid var(--line); border-radius: .3rem; padding: 0 .35rem; margin-left: .25rem; }
pre { background: var(--back); padding: .75rem; overflow: auto; font-size: .8rem; border-radius: .4rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
summary { cursor: pointer; font-size: .875rem; }
`;
