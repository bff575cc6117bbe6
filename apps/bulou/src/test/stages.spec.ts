import { describe, expect, test } from 'vitest';
import { stagesAbout, stagesOf } from './stages.js';

describe('the stages of the suite', () => {
  test('quickly means without any server, also for the tests of some paths', () => {
    expect(stagesOf('reports', true).real).toEqual([]);
    const { still, real } = stagesAbout('reports', ['apps/lab'], true);
    expect(real).toEqual([]);
    const [stage] = still;
    expect(stage?.command).toEqual(expect.arrayContaining(['--project', 'law', 'apps/lab']));
    expect(stage?.command).not.toContain('room');
  });

  test('the tests of some paths have servers, whatever kind they are', () => {
    const { still, real } = stagesAbout('reports', ['apps/lab'], false);
    expect(still).toEqual([]);
    expect(real.map(({ command }) => command.includes('--project'))).toEqual([false]);
  });
});
