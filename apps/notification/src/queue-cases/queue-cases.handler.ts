import { OpenCaseV1, openCaseJobId } from '@lib/contracts/jobs/open-case.v1';
import type { OpenCase } from '@lib/contracts/jobs/open-case.v1';
import { JobQueues } from '@lib/messaging';
import { currentTraceparent, Database, failpoint, Log, parse } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { PageFailures } from '../deliver-dispatches/page-failures.store.js';
import type { Escalation } from '../escalation/escalation.decider.js';
import { EscalationStore } from '../escalation/escalation.store.js';
import { BellStore } from './bell.store.js';
import { needsNewAttempt } from './queue-cases.decider.js';

const bellsPerChunk = 250; // Each is one look at Redis; all of a chunk must be answered within a second.

/** Rings for isolation: at once after an escalation is committed, and again for every one that stays unanswered. */
@Injectable()
export class QueueCases {
  /** Escalation to the trace of the alarm that opened it. */
  readonly #waiting = new Map<string, string | undefined>();
  #isRinging = false;

  constructor(
    private readonly bells: BellStore,
    private readonly escalations: EscalationStore,
    private readonly failures: PageFailures,
    private readonly database: Database,
    private readonly jobs: JobQueues,
    private readonly log: Log,
  ) {}

  /** Rings in the background; what does not reach the queue stays open in the ledger and is rung by `reconcile`. */
  ring(escalationIds: readonly string[]): void {
    const traceparent = currentTraceparent();
    for (const id of escalationIds) this.#waiting.set(id, traceparent);
    if (this.#isRinging || this.#waiting.size === 0) return;
    this.#isRinging = true;
    void this.#ringWaiting().finally(() => {
      this.#isRinging = false;
    });
  }

  /** Looks at every unacknowledged escalation and rings anew where the law says so. Out: how many were rung. */
  async reconcile(): Promise<number> {
    let rung = 0;
    let page = await this.bells.unanswered(undefined, bellsPerChunk);
    while (page.length > 0) {
      rung += await this.#reconcilePage(page);
      if (page.length < bellsPerChunk) break;
      page = await this.bells.unanswered(page.at(-1), bellsPerChunk);
    }
    if (rung > 0) this.log.warn('bells were rung again from the ledger', { escalations: rung });
    return rung;
  }

  async #reconcilePage(page: Awaited<ReturnType<BellStore['unanswered']>>): Promise<number> {
    const rungBefore = page.filter((bell) => bell.attempt > 0);
    const ids = rungBefore.map((bell) => openCaseJobId(bell.escalationId, bell.attempt));
    const states = await this.#queue.find(ids);
    const failed = rungBefore.filter(({ escalationId, attempt }) => {
      return states.get(openCaseJobId(escalationId, attempt)) === 'failed';
    });
    await this.failures.pageEscalations(failed.map(({ escalationId }) => escalationId));
    const lost = page.filter(({ escalationId, attempt, silentSeconds }) => {
      const state = states.get(openCaseJobId(escalationId, attempt)) ?? 'missing';
      return needsNewAttempt(state, attempt, silentSeconds);
    });
    if (lost.length === 0) return 0;
    const claimed = await this.bells.claim(lost);
    failpoint('attempt-claimed');
    const attempts = new Map(claimed.map(({ escalationId, attempt }) => [escalationId, attempt]));
    const escalations = await this.escalations.read(this.database, [...attempts.keys()]);
    const added = await this.#add(escalations, (escalation) => attempts.get(escalation.escalationId) ?? 1);
    return added.length;
  }

  async #ringWaiting(): Promise<void> {
    while (this.#waiting.size > 0) {
      const traces = new Map([...this.#waiting].slice(0, bellsPerChunk));
      const ids = [...traces.keys()];
      for (const id of ids) this.#waiting.delete(id);
      try {
        failpoint('escalation-committed');
        const escalations = await this.escalations.read(this.database, ids);
        const fresh = escalations.filter((one) => one.attempt === 0 && one.revokedAt === null);
        const added = await this.#add(fresh, () => 1, traces);
        failpoint('job-added');
        if (added.length > 0) await this.bells.noteQueued(added);
      } catch (error) {
        this.log.error('new escalations were not rung; the reconciler will', error, { escalations: ids.length });
      }
    }
  }

  async #add(
    escalations: readonly Escalation[],
    attemptOf: (one: Escalation) => number,
    traces: ReadonlyMap<string, string | undefined> = new Map(),
  ): Promise<string[]> {
    const outcomes = await Promise.all(
      escalations.map(async (escalation) => {
        const job = parse(OpenCaseV1.shape, jobOf(escalation));
        const id = openCaseJobId(escalation.escalationId, attemptOf(escalation));
        return {
          escalation,
          outcome: await this.#queue.add(id, OpenCaseV1.type, job, traces.get(escalation.escalationId)),
        };
      }),
    );
    const failed = outcomes.flatMap(({ outcome }) => (outcome.isQueued ? [] : [outcome.reason]));
    if (failed.length > 0) this.log.warn('jobs did not reach the queue', { jobs: failed.length, first: failed[0] });
    return outcomes.filter(({ outcome }) => outcome.isQueued).map(({ escalation }) => escalation.escalationId);
  }

  get #queue() {
    return this.jobs.queue(OpenCaseV1.queue);
  }
}

/** The job carries all that isolation needs, and nothing that names a person. */
function jobOf(escalation: Escalation): OpenCase {
  return {
    escalationId: escalation.escalationId,
    campaignId: escalation.campaignId,
    tubeId: escalation.tubeId,
    resultVersion: escalation.resultVersion,
    finding: escalation.finding,
    purpose: escalation.purpose,
    ...(escalation.orderId === null ? {} : { orderId: escalation.orderId }),
    siteCode: escalation.siteCode,
    members: escalation.members.map(({ position, subjectKind, subjectId }) => ({ position, subjectKind, subjectId })),
    alarmShareOfUpload: escalation.alarmShareOfUpload,
    raisedAt: escalation.raisedAt.toISOString(),
    uploadId: escalation.uploadId,
    labCode: escalation.labCode,
  };
}
