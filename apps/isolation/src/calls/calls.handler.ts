import type { BoardCard } from '@lib/contracts/http/isolation/board';
import { appendAudit, IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { CallOutcome, Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CaseDesk } from '../board/case-desk.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import type { CampaignRules } from '../subject/subject.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import type { NewTask } from '../tasks/task.js';
import { followUpOf } from './call.decider.js';

export interface Call {
  readonly caseId: string;
  readonly outcome: CallOutcome;
  readonly expectedVersion: number;
}

/** How calls to people end, and what follows: reached ends the step, and whom no call reaches somebody goes to see. */
@Injectable()
export class Calls {
  constructor(
    private readonly desk: CaseDesk,
    private readonly tasks: TaskStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Throws CASE_UNKNOWN, CASE_CHANGED, CASE_OVER. */
  async record(tx: Tx, { caseId, outcome, expectedVersion }: Call, act: Act) {
    const { card, rules, district } = await this.desk.open(tx, caseId, expectedVersion, act);
    const by = act.actor.id;
    await tx.execute(
      `insert into calls (call_id, case_id, campaign_id, participant_id, outcome, called_by, called_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [this.ids.uuid7(), caseId, card.campaignId, card.participantId, outcome, by, tx.recordedAt],
    );
    const then = followUpOf(outcome, card.calls.unreached, rules.policy.callsUnreachedMax);
    if (then.isReached) await this.tasks.finish(tx, 'locate', [caseId], { outcome, by });
    const opened = then.opens === null ? [] : [errand(then.opens, outcome, card, rules, by, tx.recordedAt)];
    await this.tasks.openNext(tx, opened);
    appendAudit(tx, { kind: 'call-recorded', object: { kind: 'case', id: caseId }, detail: { outcome } });
    return { card: await this.desk.card(tx, district, caseId), doorKnock: then.opens === 'door-knock' };
  }
}

function errand(
  kind: 'door-knock' | 'urgent-need',
  because: CallOutcome,
  card: BoardCard,
  rules: CampaignRules,
  openedBy: string,
  at: Date,
): NewTask {
  const { campaignId, participantId, caseId, siteCode } = card;
  return {
    ...{ kind, campaignId, participantId, caseId, subject: participantId, siteCode, openedBy },
    ...{ dueAt: taskDue(kind, at, rules), detail: { because }, policyVersion: rules.policyVersion },
  };
}
