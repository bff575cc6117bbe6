import type { Member } from '@lib/contracts/fields';
import { IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Finding, Ids, TubePurpose } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { answer, answerCallBacks, callBack } from '../subject/recollection.decider.js';
import type { Outcome, Subject } from '../subject/subject.js';
import { SubjectStore } from '../subject/subject.store.js';
import type { Given } from '../subject/subject.store.js';
import { ReleasedVersionStore } from './released-version.store.js';

export interface AnswerResult {
  readonly campaignId: string;
  readonly tubeId: string;
  readonly siteCode: string;
  readonly orderId: string | null;
  readonly purpose: TubePurpose;
  readonly members: readonly Member[];
  readonly version: number;
  readonly finding: Finding;
  readonly isCancelled: boolean;
  readonly releasedAt: Date;
  readonly actor: string;
  readonly causation: Given['causation'];
}

const isNoAnswer = ({ finding, isCancelled }: AnswerResult): boolean => finding === 'invalid' || isCancelled;

/** What a released result means for the people of its tube. Most mean nothing here and cost one look. */
@Injectable()
export class AnswerResults {
  constructor(
    private readonly subjects: SubjectStore,
    private readonly versions: ReleasedVersionStore,
    private readonly campaigns: CampaignStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(commands: readonly AnswerResult[], tx: Tx): Promise<void> {
    const relevant = await this.#relevant(commands, tx);
    const answers = relevant.flatMap((command) =>
      command.members
        .filter((member) => member.subjectKind === 'person')
        .map((member) => ({ command, key: { campaignId: command.campaignId, participantId: member.subjectId } })),
    );
    if (answers.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      answers.map(({ key }) => key.campaignId),
    );
    const keys = answers.map(({ key }) => key);
    await this.subjects.change(tx, keys, (known) => {
      for (const { command, key } of answers) {
        const given: Given = {
          at: tx.recordedAt,
          actor: command.actor,
          newId: () => this.ids.uuid7(),
          rules: rulesOf(command.campaignId),
          causation: command.causation,
        };
        known.decide(key, given, (subject) => decide(subject, command, given));
      }
    });
  }

  // A pool's older version that comes late says nothing any more; a single tube remembers its own versions.
  async #relevant(commands: readonly AnswerResult[], tx: Tx): Promise<AnswerResult[]> {
    const tubeIds = commands.map(({ tubeId }) => tubeId);
    const newest = await this.versions.newestOf(tx, tubeIds);
    const calledBack = await this.versions.calledBack(tx, tubeIds);
    const fresh = new Map<string, number>();
    const relevant = commands.filter((command) => {
      const { tubeId, version, purpose } = command;
      if (purpose === 'recollection') return true;
      if (version < (fresh.get(tubeId) ?? newest.get(tubeId) ?? 0)) return false;
      const matters = isNoAnswer(command) || version > 1 || calledBack.has(tubeId) || fresh.has(tubeId);
      if (matters) fresh.set(tubeId, version);
      return matters;
    });
    await this.versions.keep(tx, fresh);
    return relevant;
  }
}

function decide(subject: Subject, command: AnswerResult, given: Given): Outcome {
  const { tubeId, siteCode, orderId, version, finding, isCancelled, releasedAt } = command;
  if (command.purpose === 'recollection') {
    return answer(subject, { tubeId, siteCode, orderId, result: { version, finding, isCancelled, releasedAt } }, given);
  }
  return isNoAnswer(command)
    ? callBack(subject, { tubeId, siteCode, orderId, reason: 'invalid' }, given)
    : answerCallBacks(subject, tubeId, given);
}
