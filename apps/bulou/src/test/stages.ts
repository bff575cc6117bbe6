import { join } from 'node:path';

export interface Stage {
  readonly title: string;
  readonly command: readonly string[];
  /** Where vitest writes its report; a stage without one is itself one test. */
  readonly report?: string;
  /** Stages of one lane run one after another, lanes beside each other. */
  readonly lane: 1 | 2;
}

export interface Stages {
  readonly still: Stage[];
  readonly real: Stage[];
}

// Kinds of test that need nothing but the tree.
const stillProjects = ['law', 'contract', 'architecture'] as const;

/** Only the tests whose paths hold one of the words: on real servers, or quickly those that need none. */
export function stagesAbout(reports: string, paths: readonly string[], isQuick: boolean): Stages {
  const report = join(reports, 'chosen.json');
  const projects = isQuick ? stillProjects.flatMap((project) => ['--project', project]) : [];
  const words = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const stage: Stage = { title: 'tests', command: ['vitest', 'run', ...projects, ...paths, ...words], report, lane: 1 };
  return isQuick ? { still: [stage], real: [] } : { still: [], real: [stage] };
}

/** The stages that need nothing but the tree, then those on real servers. `--quick` leaves out the slow ones. */
export function stagesOf(reports: string, isQuick: boolean): Stages {
  const npm = (script: string, lane: 1 | 2): Stage => ({
    title: script,
    command: ['npm', 'run', '--silent', script],
    lane,
  });
  const vitest = (project: string, lane: 1 | 2): Stage => {
    const report = join(reports, `${project}.json`);
    const words = ['--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    return { title: `tests: ${project}`, command: ['vitest', 'run', ...words], report, lane };
  };
  const still = [
    npm('check:types', 1),
    npm('check:format', 2),
    npm('check:imports', 2),
    vitest('law', 2),
    vitest('contract', 2),
    npm('check:lint', 1),
    vitest('architecture', 2),
  ];
  return { still, real: isQuick ? [] : [vitest('room', 1), vitest('journey', 1)] };
}
