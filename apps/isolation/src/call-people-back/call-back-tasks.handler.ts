import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { CaseFollower, Changed } from '../subject/followers.js';
import type { CallBack, Subject } from '../subject/subject.js';
import { TaskStore } from '../tasks/task.store.js';
import type { NewTask } from '../tasks/task.js';

/** What a second swab is filed under: one for each pool and person. */
export const swabSubject = (tubeId: string, participantId: string): string => `${tubeId}/${participantId}`;

/**
 * Everybody who is called back is somebody's task until a swab of theirs has an answer. That a call was made, or that a
 * tube is on its way, ends nothing: an order that fails is replaced, and the task goes on.
 */
@Injectable()
export class CallBackTasks implements CaseFollower {
  constructor(private readonly tasks: TaskStore) {}

  async follow(tx: Tx, changed: readonly Changed[]): Promise<void> {
    await this.tasks.open(
      tx,
      changed.flatMap(({ before, after }) => newCalls(before, after).map((one) => taskOf(one, after))),
    );
    for (const outcome of ['answered', 'needless'] as const) {
      const ended = changed.flatMap(({ before, after }) => endedCalls(before, after, outcome));
      const [second, others] = [ended.filter(isSecondSwab), ended.filter((one) => !isSecondSwab(one))];
      const end = { outcome, by: 'isolation' };
      await this.tasks.finish(
        tx,
        'call-back',
        others.map(({ callBackId }) => callBackId),
        end,
      );
      await this.tasks.finish(
        tx,
        'second-swab',
        second.map(({ subject }) => subject),
        end,
      );
    }
  }
}

const isSecondSwab = ({ reason }: Pick<CallBack, 'reason'>): boolean => reason === 'pool-discordant';

// The second swab of a discordant pool is a task from the day on which it is owed, long before anybody is called.
function newCalls(before: Subject, after: Subject): CallBack[] {
  const known = new Set(before.callBacks.map(({ callBackId }) => callBackId));
  return after.callBacks.filter((one) => !known.has(one.callBackId) && !isSecondSwab(one));
}

function endedCalls(before: Subject, after: Subject, how: 'answered' | 'needless') {
  if (before === after) return [];
  const wasOver = new Set(before.callBacks.filter((one) => endOf(before, one) !== null).map((one) => one.callBackId));
  return after.callBacks
    .filter((one) => !wasOver.has(one.callBackId) && endOf(after, one) === how)
    .map((one) => ({ ...one, subject: swabSubject(one.tubeId, after.participantId) }));
}

function endOf({ orders }: Subject, { answeredAt, orderId }: CallBack): 'answered' | 'needless' | null {
  if (answeredAt !== null) return 'answered';
  const state = orders.find((one) => one.orderId === orderId)?.state;
  if (state === 'cancelled') return 'needless';
  return state === 'answered' ? 'answered' : null;
}

function taskOf(one: CallBack, { campaignId, participantId, case: known }: Subject): NewTask {
  const { callBackId, siteCode, ownerRole, dueAt, reason, tubeId, policyVersion } = one;
  return {
    kind: 'call-back',
    ...{ campaignId, participantId, caseId: known?.caseId ?? null, subject: callBackId, siteCode, ownerRole, dueAt },
    detail: { reason, tubeId },
    openedBy: one.calledBy,
    policyVersion,
  };
}
