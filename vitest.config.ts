import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const alias = [
  { find: '@lib/vocabulary', replacement: here('./libs/vocabulary/src/index.ts') },
  { find: /^@lib\/contracts\/(.*)$/, replacement: here('./libs/contracts/src/$1.ts') },
  { find: '@lib/messaging', replacement: here('./libs/messaging/src/index.ts') },
  { find: '@lib/platform', replacement: here('./libs/platform/src/index.ts') },
  { find: '@lib/screens', replacement: here('./libs/screens/src/index.ts') },
  { find: '@lib/testing', replacement: here('./libs/testing/src/index.ts') },
];

const project = (name: string, include: string[], testTimeout: number) => ({
  resolve: { alias },
  test: { name, include, testTimeout, hookTimeout: testTimeout, pool: 'forks' as const },
});

/** One project per kind of test of the house (docs/STYLE.md): what is real differs, and so does the time allowed. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('law', ['apps/**/src/**/*.spec.ts', 'libs/**/src/**/*.spec.ts'], 10_000),
      project('contract', ['test/contracts/**/*.spec.ts'], 10_000),
      project('architecture', ['test/architecture/**/*.spec.ts'], 60_000),
      project(
        'room',
        [
          'apps/**/src/**/*.int-spec.ts',
          'libs/**/src/**/*.int-spec.ts',
          'test/verify/**/*.int-spec.ts',
          'test/rights/**/*.int-spec.ts',
          'test/bad-input/**/*.int-spec.ts',
          'test/rooms/**/*.int-spec.ts',
        ],
        60_000,
      ),
      {
        ...project('journey', ['test/journeys/**/*.e2e-spec.ts'], 600_000),
        test: {
          ...project('journey', ['test/journeys/**/*.e2e-spec.ts'], 600_000).test,
          globalSetup: ['test/journeys/own-house.ts'],
          // The journeys share one system and measure nothing: one after another.
          fileParallelism: false,
        },
      },
    ],
  },
});
