import type { CampaignRules } from '../subject/subject.js';
import { taskDue } from '../tasks/task-kinds.js';
import type { NewTask } from '../tasks/task.js';
import type { OwedAfter } from './after-decision.decider.js';
import type { SettledResult } from './settled-result.store.js';

/**
 * In: a task of a decision. Out: that task, one for each referral, under the case where the tube holds one person; a tube
 * of several is looked into once, not once for each of them.
 */
export function resultTask(
  kind: NonNullable<OwedAfter['task']>,
  settled: SettledResult,
  rules: CampaignRules,
  at: Date,
): NewTask {
  const { referralId, tubeId, campaignId, siteCode, labCode, decision, decidedBy, persons } = settled;
  const [person, ...others] = persons;
  const alone = person !== undefined && others.length === 0 ? person : { participantId: null, caseId: null };
  return {
    ...{ kind, campaignId, ...alone, subject: referralId, siteCode, labCode, dueAt: taskDue(kind, at, rules) },
    ...{ detail: { tubeId, decision }, openedBy: decidedBy, policyVersion: rules.policyVersion },
  };
}
