import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LauncherConfig } from '../bulou.config.js';
import { Lacking } from '../outcome.js';
import { step } from '../progress.js';
import { searchPath } from './install.js';
import { trustLikeTheMachine } from './java-trust.js';
import { runTool } from './run-tool.js';

const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies';

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

/** `sha256sum`'s own format: sum, two blanks, file name. */
function readSums(file: string): Map<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n');
  return new Map(lines.filter((line) => line !== '').map((line) => [line.slice(66), line.slice(0, 64)]));
}

/** What is wrong with a folder of jars: a sum that differs, a jar too few, a jar too many. Empty when all is well. */
export function jarFaults(folder: string, sums: ReadonlyMap<string, string>): string[] {
  const present = new Set(readdirSync(folder).filter((name) => name.endsWith('.jar')));
  const faults = [...present].filter((name) => !sums.has(name)).map((name) => `${name} is not in SHA256SUMS`);
  for (const [name, sum] of sums) {
    if (!present.has(name)) faults.push(`${name} is missing`);
    else if (sha256(readFileSync(join(folder, name))) !== sum) faults.push(`${name} has another SHA-256`);
  }
  return faults;
}

const UNTRUSTED = 'PKIX path building failed';

async function download(config: LauncherConfig, maven: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const pom = join(config.root, 'tools', 'kafka', 'pom.xml');
  // -U: a failure that Maven remembers from an earlier try would be told again without asking.
  const args = ['-q', '-B', '-U', '-f', pom, COPY, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
  const env = { ...config.inherited, PATH: searchPath(config) };
  let made = await runTool(maven, args, { env });
  if (made.output.includes(UNTRUSTED)) {
    const place = mkdtempSync(join(config.cache, 'trust-'));
    const trust = await trustLikeTheMachine(config, place);
    const options = `${config.inherited.MAVEN_OPTS ?? ''} ${trust ?? ''}`.trim();
    if (trust) made = await runTool(maven, args, { env: { ...env, MAVEN_OPTS: options } });
    rmSync(place, { recursive: true, force: true });
  }
  if (made.status === 0) return;
  throw new Lacking(
    `Kafka's jars could not be fetched from Maven Central:\n${made.output.trim().split('\n').slice(-8).join('\n')}`,
    'Maven must reach its repository (settings.xml, proxy). The jars are pinned in tools/kafka/pom.xml.',
  );
}

export interface KafkaJars {
  readonly folder: string;
  /** Explicit and sorted, so that two starts have the same class path. */
  readonly classPath: string;
}

/**
 * The jars of the broker, from the cache or from Maven Central, each checked against the sums in the repository. The
 * cache folder is named after the sums, so another version can never be taken for this one.
 */
export async function provideKafkaJars(
  config: LauncherConfig,
  maven: () => Promise<string>,
  options: { readonly fresh?: boolean } = {},
): Promise<KafkaJars> {
  const sumsFile = join(config.root, 'tools', 'kafka', 'SHA256SUMS');
  const sums = readSums(sumsFile);
  const home = join(config.cache, `kafka-${sha256(readFileSync(sumsFile)).slice(0, 16)}`);
  mkdirSync(config.cache, { recursive: true });
  if (options.fresh || !readdirSync(config.cache).includes(home.slice(config.cache.length + 1))) {
    const place = await maven();
    const fresh = `${home}.${process.pid}`;
    await step("fetching Kafka's jars (mvn)", async () => {
      try {
        await download(config, place, fresh);
        refuseFaults(jarFaults(fresh, sums), fresh);
        rmSync(home, { recursive: true, force: true });
        renameSync(fresh, home);
      } finally {
        rmSync(fresh, { recursive: true, force: true });
      }
    });
  } else {
    refuseFaults(jarFaults(home, sums), home);
  }
  const jars = [...sums.keys()].sort().map((name) => join(home, name));
  return { folder: home, classPath: jars.join(':') };
}

function refuseFaults(faults: readonly string[], folder: string): void {
  if (faults.length === 0) return;
  throw new Lacking(
    `Kafka's jars in ${folder} are not what the repository pins:\n  ${faults.join('\n  ')}`,
    `Remove that folder and run the same command again; if it happens again, do not trust the repository they came from.`,
  );
}
