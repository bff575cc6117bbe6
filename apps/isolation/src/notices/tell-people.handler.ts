import { NoticeRequestedV1 } from '@lib/contracts/events/isolation/notice-requested.v1';
import { emit, Outbox } from '@lib/messaging';
import { IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import type { CaseFollower, Changed } from '../subject/followers.js';
import { loadSubjects } from '../subject/subject-load.js';
import type { Subject } from '../subject/subject.js';
import type { EndedTask, TaskFollower } from '../tasks/task-followers.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import type { NewTask } from '../tasks/task.js';
import { letterAfterCall, noticeWishes } from './notice-wishes.decider.js';
import type { NoticeWish } from './notice-wish.js';

const isVerified = ({ case: known }: Subject): boolean => known?.state === 'verified';

/**
 * Asks for what people are to be told, in the transaction of the decision. A verified result is a person's to tell: it
 * becomes a task, and the letter is asked for when that task is ended, whoever was reached.
 */
@Injectable()
export class TellPeople implements CaseFollower, TaskFollower {
  constructor(
    private readonly outbox: Outbox,
    private readonly tasks: TaskStore,
    private readonly campaigns: CampaignStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async follow(tx: Tx, changed: readonly Changed[]): Promise<void> {
    if (changed.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      changed.map(({ after }) => after.campaignId),
    );
    const wanted = changed.flatMap(({ before, after }) =>
      noticeWishes(before, after, rulesOf(after.campaignId)).map((wish) => ({ subject: after, wish })),
    );
    await this.#ask(tx, wanted);
    await this.#callVerified(tx, changed, rulesOf);
  }

  async ended(tx: Tx, { task }: EndedTask): Promise<void> {
    const { campaignId, participantId } = task;
    if (task.kind !== 'tell-verified' || participantId === null) return;
    for (const subject of (await loadSubjects(tx, [{ campaignId, participantId }])).values()) {
      await this.#ask(
        tx,
        letterAfterCall(subject).map((wish) => ({ subject, wish })),
      );
    }
  }

  async #callVerified(
    tx: Tx,
    changed: readonly Changed[],
    rulesOf: Awaited<ReturnType<CampaignStore['rulesOf']>>,
  ): Promise<void> {
    const became = changed.filter(({ before, after }) => isVerified(after) && !isVerified(before));
    const left = changed.filter(({ before, after }) => isVerified(before) && !isVerified(after));
    const calls = became.flatMap(({ after: { case: known, campaignId, participantId } }): NewTask[] => {
      if (known === null) return [];
      const rules = rulesOf(campaignId);
      return [
        {
          ...{ kind: 'tell-verified', campaignId, participantId, caseId: known.caseId, subject: known.caseId },
          // A case that is verified anew is told anew.
          ...{ sequence: known.version, siteCode: known.siteCode, openedBy: 'isolation' },
          ...{ dueAt: taskDue('tell-verified', tx.recordedAt, rules), policyVersion: rules.policyVersion },
        },
      ];
    });
    await this.tasks.open(tx, calls);
    const ids = left.flatMap(({ after }) => (after.case === null ? [] : [after.case.caseId]));
    await this.tasks.cancel(tx, 'tell-verified', ids, 'no-longer-verified');
  }

  async #ask(tx: Tx, wanted: readonly { subject: Subject; wish: NoticeWish }[]): Promise<void> {
    const requestedAt = tx.recordedAt.toISOString();
    await this.outbox.append(
      tx,
      wanted.map(({ subject: { campaignId, participantId }, wish: { until, ...wish } }) => {
        const content = { requestId: this.ids.uuid7(), campaignId, participantId, ...wish, requestedAt };
        const end = until === undefined ? {} : { until: until.toISOString() };
        return emit(NoticeRequestedV1, { ...content, ...end }, { sequence: 1, actor: 'isolation' });
      }),
    );
  }
}
