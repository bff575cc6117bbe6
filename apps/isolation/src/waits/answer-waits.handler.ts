import { IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { SubjectStore } from '../subject/subject.store.js';
import type { Given } from '../subject/subject.store.js';
import { TaskStore } from '../tasks/task.store.js';
import { endHold } from './wait.decider.js';
import { WaitStore } from './wait.store.js';
import type { Wait } from './wait.store.js';
import { Waits } from './waits.handler.js';

/** What another room tells of a tube. `finding` is null when it will never give a result. */
export interface TubeAnswer {
  readonly tubeId: string;
  readonly finding: string | null;
  /** Whose swabs are in it. */
  readonly participantIds: readonly string[];
  readonly actor: string;
  readonly causation: Given['causation'];
}

/** Ends waits: by the result of that very tube, or because there will be none. */
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
        const answer = byTube.get(wait.tubeId);
        if (answer === undefined) continue;
        const { actor, causation } = answer;
        const newId = () => this.ids.uuid7();
        const given: Given = { at: tx.recordedAt, actor, newId, rules: rulesOf(wait.campaignId), causation };
        const because = isResult(wait, answer) ? 'result-released' : 'no-result';
        persons.decide(wait, given, (subject) => endHold(subject, wait.measureId, because, given));
      }
    });
    for (const wait of waits) await this.#end(tx, wait, byTube.get(wait.tubeId));
  }

  async #end(tx: Tx, wait: Wait, answer: TubeAnswer | undefined): Promise<void> {
    if (answer === undefined) return;
    const hasResult = isResult(wait, answer);
    await this.waits.end(tx, wait, hasResult ? 'result-released' : 'no-result', answer.actor);
    await this.handler.leaveRoom(tx, wait, answer.actor);
    await this.waits.answer(tx, wait, hasResult ? (answer.finding ?? 'no-result') : 'no-result');
    const outcome = hasResult ? 'result-released' : 'no-result';
    await this.tasks.finish(tx, 'await-result', [wait.tubeId], { outcome, by: answer.actor });
  }
}

// A pool, or somebody else's tube, is no answer to this person: nobody is kept waiting for it.
const isResult = ({ participantId }: Wait, { finding, participantIds }: TubeAnswer): boolean =>
  finding !== null && finding !== 'invalid' && participantIds.length === 1 && participantIds[0] === participantId;
