import type { OpenCase } from '@lib/contracts/jobs/open-case.v1';
import { Database, failpoint, IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { AlertStore } from '../alert/alert.store.js';
import { CampaignStore } from '../campaign/campaign.store.js';
import { acknowledge } from '../subject/case.decider.js';
import { SubjectStore } from '../subject/subject.store.js';
import type { Given } from '../subject/subject.store.js';

/** Receives an alert: a case for each person, the disinfection list for places and goods, all in one transaction. */
@Injectable()
export class OpenCases {
  constructor(
    private readonly database: Database,
    private readonly alerts: AlertStore,
    private readonly subjects: SubjectStore,
    private readonly campaigns: CampaignStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** In: the job and its id. Out: whether the alert was new; a repeat does nothing. */
  async run(job: OpenCase, jobId: string): Promise<'received' | 'known'> {
    const answer = await this.database.transaction((tx) => this.#receive(job, jobId, tx));
    failpoint('case-committed');
    return answer;
  }

  async #receive(job: OpenCase, jobId: string, tx: Tx): Promise<'received' | 'known'> {
    await this.alerts.lockTubes(tx, [job.tubeId]);
    if (!(await this.alerts.receive(tx, job))) return 'known';
    const rules = (await this.campaigns.rulesOf(tx, [job.campaignId]))(job.campaignId);
    const given: Given = {
      at: tx.recordedAt,
      actor: 'isolation',
      newId: () => this.ids.uuid7(),
      rules,
      causedBy: jobId,
    };
    const persons = job.members.filter((member) => member.subjectKind === 'person');
    const keys = persons.map(({ subjectId }) => ({ campaignId: job.campaignId, participantId: subjectId }));
    await this.subjects.change(tx, keys, (known) => {
      for (const key of keys) known.decide(key, given, (subject) => acknowledge(subject, job.escalationId, given));
    });
    if (persons.length < job.members.length || job.members.length === 0) {
      await this.alerts.listForDisinfection(tx, job, rules);
    }
    failpoint('case-written');
    return 'received';
  }
}
