import { budgets } from '../../apps/gateway/src/passage/limits.js';
import { limits, type Limit, type LimitName } from '@lib/platform';
import { sourceTree } from './source-tree.js';

/** The page's parts, by the first limit of each. */
const parts: readonly (readonly [LimitName, string])[] = [
  ['serverHeaders', 'The way in 入口'],
  ['databaseConnect', 'The database 数据库'],
  ['changeWaiting', 'Queues 队列'],
  ['kafkaConnect', 'Kafka'],
  ['redisAdd', 'Redis'],
  ['relayStop', 'The end 停机'],
];

const shown = ({ value, unit }: Limit): string =>
  unit === 'ms'
    ? `${(value / 1_000).toLocaleString('en')} s`
    : unit === 'bytes'
      ? `${(value / 1_024).toLocaleString('en')} KiB`
      : value.toLocaleString('en');

/** Writes docs/LIMITS.md out of the table. */
export function writeLimits(): string {
  const rows = Object.entries(limits).flatMap(([name, limit]) => {
    const part = parts.find(([first]) => first === name);
    const head = part ? ['', `## ${part[1]}`, '', '| limit | value | why |', '|---|---|---|'] : [];
    return [...head, `| \`${name}\` | ${shown(limit)} | ${limit.why} |`];
  });
  const rooms = Object.entries(budgets).map(
    ([room, { inFlightMax, filesMax, streamsMax }]) => `| ${room} | ${inFlightMax} | ${filesMax} | ${streamsMax} |`,
  );
  return [
    '# Time limits and bounds 超时与上限',
    '',
    'Written by `npm run limits` from `libs/platform/src/limits.ts`; a test compares. **Every queue has an end**: what does',
    'not fit is answered 429 or 503 with `Retry-After`, and the sender sends the same command again under the same key –',
    'or, for a journal, the same numbers – and gets the first answer. **Whoever waits, waits longer than the one it calls**;',
    '`test/architecture/limits.spec.ts` proves the order.',
    ...rows,
    '',
    '## Budgets of the gateway 网关并发',
    '',
    '| room | requests | files | streams |',
    '|---|---|---|---|',
    ...rooms,
    '',
  ].join('\n');
}

/** A time limit written as a number beside the table: nobody would find it when the order is to be proven. */
export const ownTimeout = /\b\w*(?:[tT]imeout|keepAlive)\w*\s*[:=]\s*[\d_]{3,}/;

/** Lines of services and their libraries that hold a time limit of their own. */
export function ownTimeouts(): string[] {
  return sourceTree()
    .filter(({ path }) => /^(libs\/(platform|messaging)|apps\/(?!bulou|web-))/.test(path))
    .filter(({ path }) => /\.ts$/.test(path) && !/spec\.ts$|-room\.ts$|limits\.ts$/.test(path))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .filter((line) => ownTimeout.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );
}
