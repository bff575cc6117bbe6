import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runTool } from './run-tool.js';

export interface Tool {
  readonly title: string;
  /** Debian's package; `default-jre-headless` is Java 17 on Debian 12 and newer afterwards. */
  readonly package: string;
  /** Where the tool is, or nothing. */
  find(path: string): Promise<string | undefined>;
}

const executable = (file: string) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

function onPath(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(executable);
}

const POSTGRES_HOME = '/usr/lib/postgresql';
const POSTGRES_MAJOR_MIN = 15;
const JAVA_MAJOR_MIN = 17;

/** The folder with `initdb` and `postgres`: the newest of Debian's, else what PATH offers. */
async function findPostgres(path: string): Promise<string | undefined> {
  const majors = existsSync(POSTGRES_HOME) ? readdirSync(POSTGRES_HOME).map(Number) : [];
  const newest = majors
    .filter((major) => major >= POSTGRES_MAJOR_MIN && executable(join(POSTGRES_HOME, String(major), 'bin', 'initdb')))
    .sort((a, b) => b - a)[0];
  if (newest !== undefined) return join(POSTGRES_HOME, String(newest), 'bin');
  const initdb = onPath('initdb', path);
  return initdb === undefined ? undefined : join(initdb, '..');
}

async function findJava(path: string): Promise<string | undefined> {
  const java = onPath('java', path);
  if (java === undefined) return undefined;
  const { output } = await runTool(java, ['-version']);
  const major = Number(/version "(\d+)/.exec(output)?.[1] ?? 0);
  return major >= JAVA_MAJOR_MIN ? java : undefined;
}

// Debian splits the part that makes environments off from Python itself.
async function findPython(path: string): Promise<string | undefined> {
  const python = onPath('python3', path);
  if (python === undefined) return undefined;
  const { status } = await runTool(python, ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))']);
  return status === 0 ? python : undefined;
}

export const tools = {
  postgres: { title: 'PostgreSQL', package: 'postgresql', find: findPostgres },
  redis: { title: 'Redis', package: 'redis-server', find: async (path) => onPath('redis-server', path) },
  java: { title: `a Java ${JAVA_MAJOR_MIN} runtime`, package: 'default-jre-headless', find: findJava },
  // For the journeys of the suite only: a system without tests needs no browser.
  chromium: { title: 'Chromium', package: 'chromium', find: async (path) => onPath('chromium', path) },
  // For asking every route every question only.
  python: { title: 'Python 3.10 with venv', package: 'python3-venv', find: findPython },
  maven: { title: 'Maven', package: 'maven', find: async (path) => onPath('mvn', path) },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof tools;
