import { readFileSync } from 'node:fs';
import { root } from './source-tree.js';

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly resolved?: string;
}

/** One package that is installed with us. */
export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly isShipped: boolean;
}

// Two packages state their licence in a file only, not in their description: busboy and streamsearch, both MIT.
const statedInFile: Readonly<Record<string, string>> = { busboy: 'MIT', streamsearch: 'MIT' };

/** What may be linked with an Apache-2.0 work and passed on; a new one is a decision, not an accident. */
export const allowedLicences = new Set([
  ...['0BSD', 'MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'MPL-2.0'],
  ...['MIT OR Apache-2.0', 'Apache-2.0 AND MIT', '(MIT AND Zlib)', '(MIT OR CC0-1.0)'],
]);

/** Out: every package of the lock file by name; placeholders of other systems' binaries carry nothing and are left out. */
export function thirdParties(lockText = readFileSync(`${root}package-lock.json`, 'utf8')): ThirdParty[] {
  const { packages } = JSON.parse(lockText) as { packages: Record<string, LockEntry> };
  return Object.entries(packages)
    .filter(([place, entry]) => place !== '' && !(entry.optional && entry.license === undefined))
    .map(([place, entry]) => {
      const name = place.replace(/^.*node_modules\//, '');
      const licence = entry.license ?? statedInFile[name] ?? 'unknown';
      return { name, version: entry.version ?? '?', licence, isShipped: entry.dev !== true };
    })
    .sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}

const parts = [
  ['PostgreSQL 15', 'PostgreSQL', 'the store'],
  ['Redis 7.0', 'BSD-3-Clause', 'the doorbell of the job queue'],
  ['Apache Kafka 4.2', 'Apache-2.0', 'the transport; its 46 jars are pinned in tools/kafka'],
  ['OpenJDK 17', 'GPL-2.0 with classpath exception', 'runs Kafka'],
  ['Chromium', 'BSD-3-Clause and others', 'browser tests only'],
  ['kcat', 'BSD-2-Clause', 'tests only'],
] as const;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Out: docs/THIRD-PARTY.md. */
export function writeThirdParties(all = thirdParties()): string {
  const shipped = all.filter(({ isShipped }) => isShipped);
  const counted = Map.groupBy(
    all.filter(({ isShipped }) => !isShipped),
    ({ licence }) => licence,
  );
  return [
    '# What we stand on',
    '',
    'Generated from `package-lock.json` (`npm run licences`). A bill of materials in CycloneDX form: `npm run sbom`.',
    '',
    '## Programs that the launcher installs and runs, never linked',
    '',
    row(['program', 'licence', 'for']),
    row(['---', '---', '---']),
    ...parts.map(row),
    '',
    `## Packages that run in the house (${shipped.length})`,
    '',
    row(['package', 'version', 'licence']),
    row(['---', '---', '---']),
    ...shipped.map(({ name, version, licence }) => row([name, version, licence])),
    '',
    '## Packages for building and testing only',
    '',
    row(['licence', 'packages']),
    row(['---', '---']),
    ...[...counted]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([licence, group]) => row([licence, String(group.length)])),
    '',
  ].join('\n');
}
