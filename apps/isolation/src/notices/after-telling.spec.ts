import { describe, expect, test } from 'vitest';
import type { Task } from '../tasks/task.js';
import { afterTelling } from './after-telling.decider.js';
import type { AfterTelling } from './after-telling.decider.js';

const [caseId, participantId] = ['case-1', 'person-1'];
const call = { kind: 'tell-verified', subject: caseId, caseId } as Task;
const visit = { kind: 'door-knock', subject: caseId, caseId } as Task;
const otherVisit = { kind: 'door-knock', subject: participantId, caseId } as Task;

describe('a verified result', () => {
  test.each<[string, Task, string, AfterTelling | null]>([
    ['told on the telephone is followed by the letter', call, 'told', 'letter'],
    ['that no call could tell is told at the door, never by the letter first', call, 'nobody-reached', 'visit'],
    ['told at the door is followed by the letter', visit, 'found', 'letter'],
    ['that nobody was there for is somebody’s to call about again', visit, 'nobody-there', 'call'],
    ['of somebody who moved away is somebody’s to call about again', visit, 'moved-away', 'call'],
    ['that somebody would not hear is somebody’s to call about again', visit, 'declines', 'call'],
    ['is not what another visit was about', otherVisit, 'found', null],
    ['is not what another task is about', { ...call, kind: 'locate' }, 'told', null],
  ])('%s', (_law, task, outcome, follows) => {
    expect(afterTelling(task, outcome)).toBe(follows);
  });
});
