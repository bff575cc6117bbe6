import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { root } from './source-tree.js';

const planted: { rule: string; files: Record<string, string> }[] = [
  {
    rule: 'apps-never-import-apps',
    files: { 'apps/lab/src/a.ts': "import '../../batching/src/b.js';", 'apps/batching/src/b.ts': 'export {};' },
  },
  {
    rule: 'vocabulary-sees-only-what-is-below',
    files: { 'libs/vocabulary/src/a.ts': "import '../../platform/src/b.js';", 'libs/platform/src/b.ts': 'export {};' },
  },
  {
    rule: 'contracts-sees-only-what-is-below',
    files: { 'libs/contracts/src/a.ts': "import '../../platform/src/b.js';", 'libs/platform/src/b.ts': 'export {};' },
  },
  {
    rule: 'platform-sees-only-what-is-below',
    files: {
      'libs/platform/src/a.ts': "import '../../contracts/src/policy.js';",
      'libs/contracts/src/policy.ts': 'export {};',
    },
  },
  {
    rule: 'messaging-sees-only-what-is-below',
    files: {
      'libs/messaging/src/a.ts': "import '../../contracts/src/events/lab/x.v1.js';",
      'libs/contracts/src/events/lab/x.v1.ts': 'export {};',
    },
  },
  {
    rule: 'testing-is-for-tests',
    files: {
      'apps/lab/src/a.ts': "import '../../../libs/testing/src/index.js';",
      'libs/testing/src/index.ts': 'export {};',
    },
  },
  {
    rule: 'libs-by-their-index',
    files: {
      'apps/lab/src/a.ts': "import '../../../libs/platform/src/log.js';",
      'libs/platform/src/log.ts': 'export {};',
    },
  },
  {
    rule: 'deciders-are-pure',
    files: {
      'apps/lab/src/a.decider.ts': "import '../../../libs/platform/src/index.js';",
      'libs/platform/src/index.ts': 'export {};',
    },
  },
  {
    rule: 'foreign-facts-enter-by-two-doors',
    files: {
      'apps/lab/src/a.ts': "import '../../../libs/contracts/src/events/batching/tube-sealed.v1.js';",
      'libs/contracts/src/events/batching/tube-sealed.v1.ts': 'export {};',
    },
  },
  { rule: 'kafkajs-behind-its-doors', files: { 'apps/lab/src/a.ts': "import 'kafkajs';" } },
  { rule: 'bullmq-behind-its-door', files: { 'apps/lab/src/a.ts': "import 'bullmq';" } },
  {
    rule: 'no-cycles',
    files: { 'apps/lab/src/a.ts': "import './b.js'; export {};", 'apps/lab/src/b.ts': "import './a.js'; export {};" },
  },
  { rule: 'no-orphans', files: { 'apps/lab/src/a.ts': 'export {};' } },
];

const folders: string[] = [];

/** Runs the house's own rules over a small tree that breaks one of them; answers what was printed. */
function cruise(folder: string): string {
  try {
    return execFileSync(
      join(root, 'node_modules/.bin/depcruise'),
      ['--config', '.dependency-cruiser.cjs', 'apps', 'libs'],
      {
        cwd: folder,
        encoding: 'utf8',
        stdio: 'pipe',
      },
    );
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  }
}

function plant(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'bulou-planted-'));
  folders.push(folder);
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
    cpSync(join(root, file), join(folder, file));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'apps'));
  mkdirSync(join(folder, 'libs'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('imports follow the plan of the house', () => {
  test.each(planted)('a planted violation is caught: $rule', ({ rule, files }) => {
    expect(cruise(plant(files))).toContain(rule);
  });

  test('every rule has a planted violation', () => {
    const config = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as { forbidden: { name: string }[] };
    expect(planted.map(({ rule }) => rule).toSorted()).toEqual(config.forbidden.map(({ name }) => name).toSorted());
  });
});
