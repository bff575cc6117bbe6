import type { CheckReport, Figures, VerifyReport } from './report.js';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const text = (plain: string): string => plain.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

const states: Readonly<Record<CheckReport['status'], { zh: string; en: string }>> = {
  violated: { zh: '有违反', en: 'violated' },
  skipped: { zh: '未查', en: 'not checked' },
  ok: { zh: '通过', en: 'ok' },
};

const figureWords: Readonly<Record<keyof Figures, { zh: string; en: string }>> = {
  persons: { zh: '采样人数（人份）', en: 'people scanned' },
  detectedPools: { zh: '报警管（管数）', en: 'tubes with an alarm' },
  cases: { zh: '处置单', en: 'cases' },
  recalled: { zh: '已召回', en: 'people called back' },
  positives: { zh: '复核阳性', en: 'verified by a single tube' },
  unanswered: { zh: '无去向', en: 'people without answer, recall or reason' },
};

const style = `
  :root { color-scheme: light dark; --ok: #1a7f4b; --bad: #c0261c; --grey: #6b7280; }
  body { font: 16px/1.6 system-ui, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.6rem; margin-bottom: 0; } .en { color: var(--grey); font-size: .92em; }
  .verdict { border-left: .5rem solid var(--ok); padding: .6rem 1rem; margin: 1.2rem 0; background: color-mix(in srgb, var(--ok) 10%, transparent); }
  .verdict.bad { border-color: var(--bad); background: color-mix(in srgb, var(--bad) 10%, transparent); }
  dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .6rem 1.5rem; }
  dd { margin: 0; font-size: 1.5rem; font-variant-numeric: tabular-nums; } dt { color: var(--grey); }
  table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top; padding: .45rem .6rem; border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
  .ok { color: var(--ok); } .violated { color: var(--bad); font-weight: 600; } .skipped { color: var(--grey); }
  ul { margin: .3rem 0 0; padding-left: 1.1rem; overflow-wrap: anywhere; font-size: .92em; } code { font-size: .9em; }`;

const both = ({ zh, en }: { zh: string; en: string }): string => `${text(zh)} <span class="en">${text(en)}</span>`;

/** The sentence of a check: Chinese first, the English below it. */
function sentence(name: string): string {
  const [zh = '', en = ''] = name.split(' / ');
  return `${text(zh)}<br><span class="en">${text(en)}</span>`;
}

function rowOf(check: CheckReport): string {
  const named = check.sample.map((line) => `<li>${text(line)}</li>`).join('');
  const rest = check.violations - check.sample.length;
  const more = rest > 0 ? `<li>${both({ zh: `另有 ${rest} 处`, en: `and ${rest} more` })}</li>` : '';
  const why = check.why === undefined ? '' : `<p class="en">${text(check.why)}</p>`;
  const list = named === '' ? '' : `<ul>${named}${more}</ul>`;
  const count = check.violations > 0 ? ` · ${check.violations}` : '';
  return `<tr><td><code>${text(check.id)}</code></td><td>${sentence(check.name)}${why}${list}</td><td class="${check.status}">${both(states[check.status])}${count}</td></tr>`;
}

function verdict({ violations, checks }: VerifyReport): string {
  const skipped = checks.filter(({ status }) => status === 'skipped').length;
  const looked = checks.length - skipped;
  const words =
    violations === 0
      ? { zh: `核查通过：${looked} 项检查，没有发现违反。`, en: `${looked} laws were checked and hold.` }
      : {
          zh: `发现 ${violations} 处违反，逐一列名如下。`,
          en: `${violations} violations were found; each is named below.`,
        };
  const left =
    skipped === 0
      ? ''
      : `<br>${both({ zh: `${skipped} 项未查，原因见表。`, en: `${skipped} could not be checked; the table says why.` })}`;
  return `<p class="verdict${violations === 0 ? '' : ' bad'}">${both(words)}${left}</p>`;
}

const order = { violated: 0, skipped: 1, ok: 2 } as const;

/** One page that needs nothing else: what was checked, what was found, by name, in plain Chinese and English. */
export function writeHtmlReport(report: VerifyReport, at: Date): string {
  const rows = report.checks.toSorted((a, b) => order[a.status] - order[b.status]).map(rowOf);
  const figures = (Object.keys(figureWords) as (keyof Figures)[]).map(
    (name) => `<div><dt>${both(figureWords[name])}</dt><dd>${report.figures[name].toLocaleString('en')}</dd></div>`,
  );
  const shanghai = at.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>不漏 · 核查报告 / Bulou verification</title><style>${style}
</style></head><body>
<h1>不漏 · 核查报告</h1><p class="en">Bulou: what was checked from outside, and what was found</p>
${verdict(report)}
<p>${both({ zh: `${shanghai} 北京时间；从各系统之外查看数据库、Kafka、Redis 与页面答复。`, en: `${at.toISOString()}; seen from outside: database, Kafka, Redis and answers over HTTP.` })}<br>
${both({ zh: '行动', en: 'campaigns' })}: ${report.campaigns.map((id) => `<code>${text(id)}</code>`).join(', ') || '–'}</p>
<dl>${figures.join('')}</dl>
<table><thead><tr><th></th><th>${both({ zh: '规则', en: 'law' })}</th><th>${both({ zh: '结果', en: 'outcome' })}</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>
</body></html>
`;
}
