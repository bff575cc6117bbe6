import { OpenCaseV1, openCaseJobId } from '@lib/contracts/jobs/open-case.v1';
import { type Check, foundAll, type Violation } from '../check.js';

interface Unanswered {
  readonly escalation_id: string;
  readonly tube_id: string;
  readonly site_code: string;
  readonly attempt: number;
  readonly seconds: number;
}

const sql = `
  select escalation_id, tube_id, site_code, attempt, extract(epoch from clock_timestamp() - opened_at)::float8 as seconds
    from notification.escalations
   where campaign_id = any($1::uuid[]) and received_at is null and revoked_at is null`;

const secondsMax = 60;

/** An escalation that isolation has not acknowledged has a live job; a lost or failed one is a person whom nobody calls. */
export const i25: Check = {
  id: 'i25',
  zh: '未被接收的警报背后都有有效任务，没有丢失或失败的任务',
  en: 'behind every escalation that is not received stands a live job, none lost and none failed',
  needs: ['notification.escalations'],
  async run(view) {
    const jobs = await view.jobs();
    if (!jobs) return { skipped: 'Redis was not looked at' };
    const states = new Map(jobs.map((job) => [job.id, job.state]));
    const unanswered = await view.sql<Unanswered>(sql, [view.campaigns]);
    return foundAll(
      unanswered.flatMap((row): Violation[] => {
        const state = states.get(openCaseJobId(row.escalation_id, row.attempt)) ?? 'missing';
        const isAlive = state === 'waiting' || state === 'active' || state === 'delayed';
        if (isAlive || (state !== 'failed' && row.seconds <= secondsMax)) return [];
        const note = `警报未被接收，任务已失效 / the alert is not received after ${Math.round(row.seconds)} s, its job in ${OpenCaseV1.queue} is ${state}`;
        return [{ tube: row.tube_id, place: row.site_code, note }];
      }),
    );
  },
};
