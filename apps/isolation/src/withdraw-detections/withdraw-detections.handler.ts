import { IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { AlertStore } from '../alert/alert.store.js';
import type { Withdrawal } from '../alert/alert.store.js';
import { CampaignStore } from '../campaign/campaign.store.js';
import { settle } from '../subject/case.decider.js';
import { SettledResultStore } from '../settled-results/settled-result.store.js';
import { SubjectStore } from '../subject/subject.store.js';
import type { Given } from '../subject/subject.store.js';

export type WithdrawDetection = Withdrawal & Pick<Given, 'causation'>;

/** Takes detections back and lets every case that rested on them go where the remaining facts put it. */
@Injectable()
export class WithdrawDetections {
  constructor(
    private readonly alerts: AlertStore,
    private readonly subjects: SubjectStore,
    private readonly campaigns: CampaignStore,
    private readonly settled: SettledResultStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(commands: readonly WithdrawDetection[], tx: Tx): Promise<void> {
    const tubeIds = commands.map(({ tubeId }) => tubeId);
    await this.alerts.lockTubes(tx, tubeIds);
    await this.alerts.keepWithdrawals(tx, commands);
    const persons = await this.alerts.personsOf(tx, tubeIds);
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      persons.map(({ campaignId }) => campaignId),
    );
    await this.subjects.change(tx, persons, (known) => {
      for (const { tubeId, ...key } of persons) {
        const command = commands.findLast((one) => one.tubeId === tubeId);
        const given: Given = {
          at: tx.recordedAt,
          actor: command?.actor ?? 'isolation',
          newId: () => this.ids.uuid7(),
          rules: rulesOf(key.campaignId),
          causation: command?.causation,
        };
        known.decide(key, given, (subject) => settle(subject, given));
      }
    });
    for (const { tubeId, supersedes, actor } of commands) {
      await this.settled.corrected(tx, { tubeId, supersedes, by: actor });
    }
  }
}
