import type { Member } from '@lib/contracts/fields';
import { IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { CallBackReason, Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { callBack } from '../subject/recollection.decider.js';
import { SubjectStore } from '../subject/subject.store.js';
import type { Given } from '../subject/subject.store.js';

export interface CallPeopleBack {
  readonly campaignId: string;
  readonly tubeId: string;
  readonly siteCode: string;
  readonly orderId: string | null;
  readonly members: readonly Member[];
  readonly reason: CallBackReason;
  readonly actor: string;
  readonly causation: Given['causation'];
}

/** Calls the people of tubes back that will never give an answer. Places and goods have nobody to call. */
@Injectable()
export class CallPeople {
  constructor(
    private readonly subjects: SubjectStore,
    private readonly campaigns: CampaignStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(commands: readonly CallPeopleBack[], tx: Tx): Promise<void> {
    const calls = commands.flatMap((command) =>
      command.members
        .filter((member) => member.subjectKind === 'person')
        .map((member) => ({ command, key: { campaignId: command.campaignId, participantId: member.subjectId } })),
    );
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      commands.map(({ campaignId }) => campaignId),
    );
    const keys = calls.map(({ key }) => key);
    await this.subjects.change(tx, keys, (known) => {
      for (const { command, key } of calls) {
        const given: Given = {
          at: tx.recordedAt,
          actor: command.actor,
          newId: () => this.ids.uuid7(),
          rules: rulesOf(command.campaignId),
          causation: command.causation,
        };
        known.decide(key, given, (subject) => callBack(subject, command, given));
      }
    });
  }
}
