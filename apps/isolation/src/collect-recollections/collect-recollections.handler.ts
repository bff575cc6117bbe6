import type { Member } from '@lib/contracts/fields';
import { IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { collect } from '../subject/recollection.decider.js';
import { SubjectStore } from '../subject/subject.store.js';
import type { Given } from '../subject/subject.store.js';

export interface CollectRecollection {
  readonly campaignId: string;
  readonly tubeId: string;
  readonly siteCode: string;
  readonly orderId: string | null;
  readonly members: readonly Member[];
  readonly sealedAt: Date;
  /** The site had kept the specimen since the pool was drawn. */
  readonly isRetained: boolean;
  readonly actor: string;
  readonly causation: Given['causation'];
}

/** The swab of a recollection is in a sealed tube: its order is collected. */
@Injectable()
export class CollectRecollections {
  constructor(
    private readonly subjects: SubjectStore,
    private readonly campaigns: CampaignStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(commands: readonly CollectRecollection[], tx: Tx): Promise<void> {
    const swabs = commands.flatMap((command) =>
      command.members
        .filter((member) => member.subjectKind === 'person')
        .map((member) => ({ command, key: { campaignId: command.campaignId, participantId: member.subjectId } })),
    );
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      commands.map(({ campaignId }) => campaignId),
    );
    const keys = swabs.map(({ key }) => key);
    await this.subjects.change(tx, keys, (known) => {
      for (const { command, key } of swabs) {
        const given: Given = {
          at: tx.recordedAt,
          actor: command.actor,
          newId: () => this.ids.uuid7(),
          rules: rulesOf(command.campaignId),
          causation: command.causation,
        };
        known.decide(key, given, (subject) => collect(subject, command, given));
      }
    });
  }
}
