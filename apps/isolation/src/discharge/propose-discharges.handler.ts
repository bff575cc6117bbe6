import { dischargeRuleOf } from '@lib/contracts/policy-pack';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import type { CaseFollower, Changed } from '../subject/followers.js';
import { isOfInfected } from '../subject/infected.decider.js';
import { isOpen } from '../subject/measure.js';
import { packFor } from '../subject/pack.js';
import type { CampaignRules, Subject } from '../subject/subject.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import { proposalOf } from './discharge-proposal.decider.js';
import type { DischargeProposal } from './discharge-proposal.decider.js';

const hasChanged = ({ before, after }: Changed): boolean =>
  (before.tubes !== after.tubes || before.measures !== after.measures || before.callBacks !== after.callBacks) &&
  after.measures.some(isOfInfected);

/**
 * Whoever may be clear is a doctor's task, with a clock, from the transaction that brought the swab: nobody stays because
 * it was forgotten to look. Another swab asks again; one that is not clear, or the end of the measure, takes it back.
 */
@Injectable()
export class ProposeDischarges implements CaseFollower {
  constructor(
    private readonly tasks: TaskStore,
    private readonly campaigns: CampaignStore,
  ) {}

  async follow(tx: Tx, changed: readonly Changed[]): Promise<void> {
    const infected = changed.filter(hasChanged);
    if (infected.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      infected.map(({ after }) => after.campaignId),
    );
    for (const { after } of infected) await this.#keep(tx, after, rulesOf(after.campaignId));
  }

  async #keep(tx: Tx, subject: Subject, rules: CampaignRules): Promise<void> {
    const proposal = proposalUnder(subject, tx.recordedAt, rules);
    const ended = subject.measures
      .filter((one) => isOfInfected(one) && !isOpen(one, tx.recordedAt))
      .map(({ measureId }) => measureId);
    await this.tasks.cancel(tx, 'decide-discharge', ended, 'measure-over');
    if (proposal !== null) await this.#open(tx, subject, proposal, rules);
    else {
      const running = subject.measures.filter(isOfInfected).map(({ measureId }) => measureId);
      await this.tasks.cancel(tx, 'decide-discharge', running, 'not-clear');
    }
  }

  // One at a time: whoever has it in hand sees the newer swabs as well. What a doctor answered is not asked again without one.
  async #open(
    tx: Tx,
    { campaignId, participantId, case: known }: Subject,
    { measureId: subject, siteCode, swabs, revision, by }: DischargeProposal,
    rules: CampaignRules,
  ): Promise<void> {
    if ((await this.tasks.openOf(tx, 'decide-discharge', [subject])).length > 0) return;
    const { ctMin, hoursApartMin } = dischargeRuleOf(packFor(rules, siteCode, tx.recordedAt));
    await this.tasks.open(tx, [
      {
        ...{ kind: 'decide-discharge', subject, sequence: revision, campaignId, participantId, siteCode },
        ...{ caseId: known?.caseId ?? null, openedBy: 'isolation', policyVersion: rules.policyVersion },
        ...{ dueAt: taskDue('decide-discharge', tx.recordedAt, rules), detail: { by, swabs, ctMin, hoursApartMin } },
      },
    ]);
  }
}

function proposalUnder(subject: Subject, at: Date, rules: CampaignRules): DischargeProposal | null {
  const site = subject.measures.find(isOfInfected)?.siteCode ?? '';
  return proposalOf(subject, at, dischargeRuleOf(packFor(rules, site, at)), rules.timeScale);
}
