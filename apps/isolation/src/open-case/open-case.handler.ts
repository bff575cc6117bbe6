import type { OpenCase } from '@lib/contracts/jobs/open-case.v1';
import { Database, failpoint, IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { AlertStore } from '../alert/alert.store.js';
import { CampaignStore } from '../campaign/campaign.store.js';
import { FollowDecisions } from '../settled-results/follow-decisions.handler.js';
import { acknowledge } from '../subject/case.decider.js';
import { SubjectStore } from '../subject/subject.store.js';
import type { Given } from '../subject/subject.store.js';

export type Reception = 'received' | 'known';

interface Waiting {
  readonly job: OpenCase;
  readonly jobId: string;
  readonly settle: (outcome: Promise<Reception>) => void;
}

// A wave of detected pools comes as hundreds of jobs at once; forty alerts of ten people are one short transaction.
const alertsPerCommit = 40;

/**
 * Receives alerts: a case for each person, the disinfection list for places and goods. Jobs that come while one
 * transaction runs share the next one, so that a wave costs few commits and a single alert waits for nobody.
 */
@Injectable()
export class OpenCases {
  readonly #waiting: Waiting[] = [];
  #isReceiving = false;

  constructor(
    private readonly database: Database,
    private readonly alerts: AlertStore,
    private readonly subjects: SubjectStore,
    private readonly campaigns: CampaignStore,
    private readonly decisions: FollowDecisions,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** In: the job and its id. Out, after the commit: whether the alert was new; a repeat does nothing. */
  run(job: OpenCase, jobId: string): Promise<Reception> {
    return new Promise((settle) => {
      this.#waiting.push({ job, jobId, settle });
      if (!this.#isReceiving) void this.#receiveWaiting();
    });
  }

  async #receiveWaiting(): Promise<void> {
    this.#isReceiving = true;
    while (this.#waiting.length > 0) {
      const wave = this.#waiting.splice(0, alertsPerCommit);
      try {
        const isNew = await this.#commit(wave);
        for (const { job, settle } of wave) {
          settle(Promise.resolve(isNew.has(job.escalationId) ? 'received' : 'known'));
        }
      } catch (error) {
        if (wave.length === 1) for (const { settle } of wave) settle(Promise.reject(error));
        // One bad job must not hold the others back: each is tried alone, and fails alone.
        else for (const one of wave) one.settle(this.#alone(one));
      }
    }
    this.#isReceiving = false;
  }

  async #alone(one: Waiting): Promise<Reception> {
    return (await this.#commit([one])).size > 0 ? 'received' : 'known';
  }

  async #commit(wave: readonly Waiting[]): Promise<Set<string>> {
    const isNew = await this.database.transaction((tx) => this.#receive(wave, tx));
    failpoint('case-committed');
    return isNew;
  }

  async #receive(wave: readonly Waiting[], tx: Tx): Promise<Set<string>> {
    const jobs = wave.map(({ job }) => job);
    await this.alerts.lockTubes(
      tx,
      jobs.map(({ tubeId }) => tubeId),
    );
    const isNew = await this.alerts.receive(tx, jobs);
    const fresh = [...new Map(wave.map((one) => [one.job.escalationId, one])).values()].filter(({ job }) =>
      isNew.has(job.escalationId),
    );
    if (fresh.length === 0) return isNew;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      fresh.map(({ job }) => job.campaignId),
    );
    const named = fresh.flatMap(({ job, jobId }) =>
      job.members
        .filter((member) => member.subjectKind === 'person')
        .map((member) => ({ job, jobId, key: { campaignId: job.campaignId, participantId: member.subjectId } })),
    );
    const keys = named.map(({ key }) => key);
    await this.subjects.change(tx, keys, (persons) => {
      for (const { job, jobId, key } of named) {
        const given: Given = {
          at: tx.recordedAt,
          actor: 'isolation',
          newId: () => this.ids.uuid7(),
          rules: rulesOf(job.campaignId),
          causedBy: jobId,
        };
        persons.decide(key, given, (subject) => acknowledge(subject, job.escalationId, given));
      }
    });
    await this.decisions.run(
      tx,
      fresh.map(({ job }) => job.tubeId),
    );
    for (const { job } of fresh) {
      const isPeopleOnly = job.members.length > 0 && job.members.every(({ subjectKind }) => subjectKind === 'person');
      if (!isPeopleOnly) await this.alerts.listForDisinfection(tx, job, rulesOf(job.campaignId));
    }
    failpoint('case-written');
    return isNew;
  }
}
