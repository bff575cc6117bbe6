/** Who may import whom (docs/ARCHITECTURE.md). Each rule is proven by a planted violation in test/architecture. */
// A `…-room.ts` opens its room for the int-specs beside it, and a `hostile-….ts` makes what attacks it: test code that
// several of them share.
const specs = '(\\.(int-|e2e-)?spec|-room|/hostile-[a-z]+)\\.ts$';

// The tutorial build is there to be measured against: it uses each library as its guide shows it.
const tutorial = '^test/load/baseline/';

const libMayOnlySee = (lib, allowed) => ({
  name: `${lib}-sees-only-what-is-below`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: specs },
  to: { path: '^(libs|apps)/', pathNot: [`^libs/${lib}/`, ...allowed] },
});

module.exports = {
  forbidden: [
    {
      name: 'apps-never-import-apps',
      comment: 'Rooms talk by events, the one job and HTTP; never by code.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    libMayOnlySee('vocabulary', []),
    libMayOnlySee('contracts', ['^libs/vocabulary/']),
    libMayOnlySee('platform', [
      '^libs/vocabulary/',
      '^libs/contracts/src/(refusals|refusal-catalogue|routes|route)\\.ts$',
    ]),
    libMayOnlySee('messaging', [
      '^libs/vocabulary/',
      '^libs/platform/',
      // The drawer of parked keys has a route of its own in every room.
      '^libs/contracts/src/(event|refusals|topics|http/parked-keys)\\.ts$',
    ]),
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [specs, '^libs/testing/'] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'libs-by-their-index',
      comment: 'Contracts alone are imported by path, so that the import graph names the event.',
      severity: 'error',
      from: { path: '^(apps|test)/' },
      to: { path: '^libs/(vocabulary|platform|messaging|testing)/', pathNot: '/index\\.ts$' },
    },
    {
      name: 'deciders-are-pure',
      comment: 'A decider sees contracts, vocabulary and its own room; no framework, no database, no clock.',
      severity: 'error',
      from: { path: '\\.decider\\.ts$' },
      to: { path: ['node_modules/(@nestjs|typeorm|pg|kafkajs|bullmq|ioredis)', '^libs/(platform|messaging)/'] },
    },
    {
      name: 'foreign-facts-enter-by-two-doors',
      comment: 'An event of another room is imported only by a consumer (it acts) or a projection (it records).',
      severity: 'error',
      from: { path: '^apps/(?!bulou/)([^/]+)/', pathNot: ['\\.(consumer|projection)\\.ts$', specs] },
      to: { path: '^libs/contracts/src/events/', pathNot: '^libs/contracts/src/events/$1/' },
    },
    {
      name: 'kafkajs-behind-its-doors',
      severity: 'error',
      from: { pathNot: ['^libs/messaging/src/(kafka|publisher|consumer|admin|kafkajs-patch)\\.c?ts$', tutorial] },
      to: { path: 'node_modules/kafkajs' },
    },
    {
      name: 'bullmq-behind-its-door',
      severity: 'error',
      from: { pathNot: ['^libs/messaging/src/job-queue\\.ts$', tutorial] },
      to: { path: 'node_modules/bullmq' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(apps|libs)/.*\\.ts$',
        pathNot: [specs, 'main\\.ts$', '\\.d\\.ts$', '^apps/web-', 'env\\.d\\.ts$'],
      },
      to: {},
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.bulou)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.cts', '.js', '.json'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
