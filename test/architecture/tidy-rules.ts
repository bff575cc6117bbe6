import type { SourceFile } from './source-tree.js';

export interface TidyRule {
  readonly name: string;
  /** What to write instead; shown with each complaint. */
  readonly instead: string;
  breaks(file: SourceFile): boolean;
  /** A file that must be caught: a rule that has not been seen to fail proves nothing. */
  readonly planted: SourceFile;
}

const isSource = (path: string) => /^(apps|libs)\/.*\.(ts|vue)$/.test(path);
const isSpec = (path: string) =>
  /\.(int-|e2e-)?spec\.ts$/.test(path) || path.startsWith('test/') || path.startsWith('libs/testing/');
const isWeb = (path: string) => /^(apps\/web-|libs\/screens\/)/.test(path);
const isRules = (path: string) => path.startsWith('test/architecture/') || path === 'eslint.config.mjs';
const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

const knownSuffixes = new Set([
  ...[
    'controller',
    'handler',
    'decider',
    'store',
    'consumer',
    'projection',
    'entity',
    'module',
    'config',
    'command',
    'worker',
  ],
  ...['spec', 'int-spec', 'e2e-spec', 'd', 'v1', 'v2'],
]);

const suffixOf = (path: string): string | undefined => {
  const parts = (path.split('/').at(-1) ?? '').replace(/\.(ts|vue)$/, '').split('.');
  return parts.length > 1 ? parts.at(-1) : undefined;
};

const namesToAvoid = /(^|[/-])(utils?|common|helpers?|misc|shared|manager|data|info)(-|\.|\/|$)/;

export const tidyRules: readonly TidyRule[] = [
  {
    name: 'the environment is read in *.config.ts only',
    instead: 'read it once in <app>.config.ts and pass the value',
    breaks: ({ path, text }) =>
      isSource(path) && !isSpec(path) && !path.endsWith('.config.ts') && /process\.env\b/.test(code(text)),
    planted: { path: 'apps/lab/src/a.ts', text: 'const port = process.env.PORT;' },
  },
  {
    name: 'the time and new ids come from platform',
    instead: 'take a Clock or Ids; recordedAt comes from the database',
    breaks: ({ path, text }) =>
      isSource(path) &&
      !isSpec(path) &&
      !isWeb(path) &&
      !path.startsWith('libs/platform/') &&
      /\bDate\.now\(\)|\bnew Date\(\)|\brandomUUID\b/.test(code(text)),
    planted: { path: 'apps/lab/src/a.ts', text: 'const at = new Date();' },
  },
  {
    name: 'nothing is left unfinished',
    instead: 'finish it, or open an issue and write TODO(#number)',
    breaks: ({ path, text }) => !isRules(path) && isSource(path) && /\bFIXME\b|\bXXX\b|\bTODO\b(?!\(#\d+\))/.test(text),
    planted: { path: 'apps/lab/src/a.ts', text: '// TODO later' },
  },
  {
    name: 'names say what is in there',
    instead: 'name the file or folder after what it holds',
    breaks: ({ path }) => isSource(path) && namesToAvoid.test(path),
    planted: { path: 'libs/platform/src/utils.ts', text: '' },
  },
  {
    name: 'a suffix is one of the known arrows',
    instead: 'use the suffixes of docs/STYLE.md; a new one needs a decision record',
    breaks: ({ path }) => {
      const suffix = suffixOf(path);
      return isSource(path) && !isWeb(path) && suffix !== undefined && !knownSuffixes.has(suffix);
    },
    planted: { path: 'apps/lab/src/upload.service.ts', text: '' },
  },
  {
    name: 'personal values are opened in registration only',
    instead: 'pass the pseudonym; the browser asks registration',
    breaks: ({ path, text }) =>
      isSource(path) &&
      !isSpec(path) &&
      !path.startsWith('apps/registration/') &&
      !path.endsWith('/pii.ts') &&
      // The sender of notices holds one number while it sends it (settled 15, decision 0056).
      path !== 'apps/notification/src/channels/sms-channel.ts' &&
      /\.reveal\(\)/.test(code(text)),
    planted: { path: 'apps/isolation/src/a.ts', text: 'name.reveal()' },
  },
  {
    name: 'tests wait on conditions, never on the clock',
    instead: 'use eventually(() => …) of libs/testing',
    breaks: ({ path, text }) =>
      isSpec(path) &&
      !isRules(path) &&
      !path.startsWith('libs/testing/') &&
      /setTimeout\(\s*(r|resolve|done)\b|\bsleep\(/.test(code(text)),
    planted: { path: 'apps/lab/src/a.spec.ts', text: 'await new Promise((resolve) => setTimeout(resolve, 10));' },
  },
  {
    name: 'a column is held against the clock in a way that an index can serve',
    instead:
      'write (select clock_timestamp()): read once; bare, it is read for every row, and every row is read for it',
    breaks: ({ path, text }) =>
      isSource(path) &&
      !isSpec(path) &&
      !path.includes('/migrations/') &&
      /[<>]=?\s*clock_timestamp\(\)/.test(code(text)),
    planted: { path: 'apps/lab/src/a.ts', text: 'select 1 from t where due_at <= clock_timestamp()' },
  },
  {
    name: 'the text of an instant is written by isoSql',
    instead: 'import isoSql from @lib/platform: a pattern that differs in one place is another instant there',
    breaks: ({ path, text }) =>
      isSource(path) &&
      !isSpec(path) &&
      !isRules(path) &&
      !['libs/platform/src/iso-sql.ts', 'libs/platform/src/audit/audit-schema.ts'].includes(path) &&
      /HH24:MI:SS/.test(text),
    planted: { path: 'apps/lab/src/a.ts', text: `to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` },
  },
  {
    name: 'no test is skipped or alone',
    instead: 'make it pass, or delete it',
    breaks: ({ path, text }) =>
      isSpec(path) && !isRules(path) && /\b(test|it|describe)\.(only|skip|todo)\(/.test(code(text)),
    planted: { path: 'apps/lab/src/a.spec.ts', text: 'test.skip("x", () => {});' },
  },
  {
    name: 'a diagnosis is a hospital’s word',
    instead: 'say 复核阳性 / verified positive for a result, 处置单 / case for the follow-up',
    breaks: ({ path, text }) => !isRules(path) && isSource(path) && /确诊|confirmed case/i.test(text),
    planted: { path: 'apps/web-wall/src/App.vue', text: '<p>确诊 3 人</p>' },
  },
  {
    name: 'the repository names no machine and no registry host',
    instead: 'use a path from the root, or a package by its name',
    breaks: ({ path, text }) =>
      !isRules(path) && /\/(work|root|home)\/[a-z]|registry\.npmjs|repo1?\.maven|deb\.debian/.test(text),
    planted: { path: 'docs/x.md', text: 'see /work/main/apps' },
  },
  {
    name: 'a list goes on by `cursor`',
    instead: 'name the query parameter `cursor`; a client that sends another name reads the first page for ever',
    breaks: ({ path, text }) =>
      path.endsWith('.controller.ts') &&
      /@Query\('(after|page|offset)'\)|\b(after|page|offset): \w+\.optional\(\)/.test(text),
    planted: { path: 'apps/lab/src/a.controller.ts', text: "list(@Query('after') after?: string) {}" },
  },
  {
    name: 'a screen file fits its reader too',
    instead: 'split the component',
    breaks: ({ path, text }) => isWeb(path) && text.split('\n').length > 300,
    planted: { path: 'apps/web-wall/src/App.vue', text: '\n'.repeat(301) },
  },
];

/** Complaints of every rule about every file, as `path: rule – what to write instead`. */
export function tidyComplaints(tree: readonly SourceFile[]): readonly string[] {
  return tidyRules.flatMap((rule) =>
    tree.filter((file) => rule.breaks(file)).map((file) => `${file.path}: ${rule.name} – ${rule.instead}`),
  );
}
