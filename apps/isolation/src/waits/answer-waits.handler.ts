import { IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { SubjectStore } from '../subject/subject.store.js';
import type { Given } from '../subject/subject.store.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import { answerFor, endHold, isResult } from './wait.decider.js';
import type { TubeWord } from './wait.decider.js';
import { WaitStore } from './wait.store.js';
import type { Wait } from './wait.store.js';
import { Waits } from './waits.handler.js';

/** What another room tells of a tube. */
export interface TubeAnswer extends TubeWord {
  readonly tubeId: string;
  readonly actor: string;
  readonly causation: Given['causation'];
}

type RulesOf = Awaited<ReturnType<CampaignStore['rulesOf']>>;

/** Ends waits: by the result of that very tube, because there will be none, or because the tube is not the person’s own. */
@Injectable()
export class AnswerWaits {
  constructor(
    private readonly subjects: SubjectStore,
    private readonly campaigns: CampaignStore,
    private readonly waits: WaitStore,
    private readonly handler: Waits,
    private readonly tasks: TaskStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(answers: readonly TubeAnswer[], tx: Tx): Promise<void> {
    const byTube = new Map(answers.map((answer) => [answer.tubeId, answer]));
    const waits = await this.waits.ofTubes(tx, [...byTube.keys()]);
    if (waits.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      waits.map(({ campaignId }) => campaignId),
    );
    await this.subjects.change(tx, waits, (persons) => {
      for (const wait of waits) {
        const told = byTube.get(wait.tubeId);
        if (told === undefined) continue;
        const { actor, causation } = told;
        const newId = () => this.ids.uuid7();
        const given: Given = { at: tx.recordedAt, actor, newId, rules: rulesOf(wait.campaignId), causation };
        const because = isResult(answerFor(wait.participantId, told)) ? 'result-released' : 'no-result';
        persons.decide(wait, given, (subject) => endHold(subject, wait.measureId, because, given));
      }
    });
    for (const wait of waits) {
      const told = byTube.get(wait.tubeId);
      if (told !== undefined) await this.#end(tx, wait, told, rulesOf);
    }
  }

  async #end(tx: Tx, wait: Wait, told: TubeAnswer, rulesOf: RulesOf): Promise<void> {
    const answer = answerFor(wait.participantId, told);
    const outcome = isResult(answer) ? 'result-released' : 'no-result';
    await this.waits.end(tx, wait, outcome, told.actor);
    await this.handler.leaveRoom(tx, wait, told.actor);
    // Of two that heard it at the same moment one writes it down.
    if (!(await this.waits.answer(tx, wait, answer))) return;
    if (answer === 'not-own-tube') await this.#askForOwn(tx, wait, rulesOf);
    else await this.tasks.finish(tx, 'await-result', [wait.tubeId], { outcome, by: told.actor });
  }

  // The person’s own result is still owed, and no laboratory knows for whom: somebody looks for their tube.
  async #askForOwn(tx: Tx, wait: Wait, rulesOf: RulesOf): Promise<void> {
    const { campaignId, participantId, siteCode, districtCode, tubeId } = wait;
    await this.tasks.cancel(tx, 'await-result', [tubeId], 'not-own-tube');
    if (await this.waits.isAwaited(tx, wait)) return;
    const rules = rulesOf(campaignId);
    const dueAt = taskDue('find-own-tube', tx.recordedAt, rules);
    const about = { campaignId, participantId, siteCode, districtCode, subject: participantId };
    const opened = { openedBy: 'isolation', policyVersion: rules.policyVersion, detail: { tubeId } };
    await this.tasks.openNext(tx, [{ kind: 'find-own-tube', ...about, ...opened, dueAt }]);
  }
}
