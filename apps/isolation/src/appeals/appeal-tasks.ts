import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { CaseFollower, Changed } from '../subject/followers.js';
import { TaskStore } from '../tasks/task.store.js';
import type { NewTask } from '../tasks/task.js';

/** An objection that nobody answers climbs as any other clock does: it is a task of the reviewer until it is answered. */
@Injectable()
export class AppealTasks implements CaseFollower {
  constructor(private readonly tasks: TaskStore) {}

  async follow(tx: Tx, changed: readonly Changed[]): Promise<void> {
    const filed = changed.flatMap(newAppeals);
    if (filed.length > 0) await this.tasks.open(tx, filed);
    for (const { before, after } of changed) {
      const waited = new Set(before.appeals.filter(({ answer }) => answer === null).map(({ appealId }) => appealId));
      for (const { appealId, answer } of after.appeals) {
        if (answer === null || !waited.has(appealId)) continue;
        const { decision: outcome, decidedBy: by } = answer;
        await this.tasks.finish(tx, 'answer-appeal', [appealId], { outcome, by });
      }
    }
  }
}

function newAppeals({ before, after }: Changed): NewTask[] {
  const known = new Set(before.appeals.map(({ appealId }) => appealId));
  const fresh = after.appeals.filter(({ appealId, answer }) => answer === null && !known.has(appealId));
  return fresh.map(({ appealId, measureId, ownerRole, filedAt, dueAt, policyVersion, filedVia }) => ({
    ...{ kind: 'answer-appeal', subject: appealId, campaignId: after.campaignId, participantId: after.participantId },
    ...{ caseId: null, ownerRole, beginsAt: filedAt, dueAt, policyVersion, detail: { measureId, filedVia } },
    siteCode: siteOf(after, measureId),
    openedBy: 'isolation',
  }));
}

function siteOf({ measures }: Changed['after'], measureId: string): string {
  const measure = measures.find((one) => one.measureId === measureId);
  if (measure === undefined) throw new Error(`an objection to measure ${measureId}, which is not this person's`);
  return measure.siteCode;
}
