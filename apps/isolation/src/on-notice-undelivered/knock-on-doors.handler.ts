import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import type { NewTask } from '../tasks/task.js';

/** What somebody could not be told, and why. */
export interface Undelivered {
  readonly noticeId: string;
  readonly campaignId: string;
  readonly participantId: string;
  readonly siteCode: string;
  readonly kind: string;
  readonly reason: string;
}

interface Known {
  readonly participantId: string;
  readonly campaignId: string;
  readonly caseId: string | null;
  /** The county that they live in, when that is known: a cadre of it is nearer than one of the site. */
  readonly district: string | null;
  readonly lastKnock: number;
  readonly isKnocking: boolean;
}

/**
 * Puts people on the door-knock list (`GET /v1/tasks?kind=door-knock`). One visit tells everything that somebody was not
 * told, so while one is open no second one is opened.
 */
@Injectable()
export class KnockOnDoors {
  constructor(
    private readonly tasks: TaskStore,
    private readonly campaigns: CampaignStore,
  ) {}

  async run(tx: Tx, undelivered: readonly Undelivered[]): Promise<void> {
    if (undelivered.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      undelivered.map(({ campaignId }) => campaignId),
    );
    const known = new Map((await this.#known(tx, undelivered)).map((one) => [keyOf(one), one]));
    const firstOf = new Map(undelivered.map((one) => [keyOf(one), one] as const).toReversed());
    const visits = [...firstOf].flatMap(([key, one]): NewTask[] => {
      const person = known.get(key);
      if (person === undefined || person.isKnocking) return [];
      const { campaignId, participantId, siteCode, reason, kind, noticeId } = one;
      const rules = rulesOf(campaignId);
      return [
        {
          ...{ kind: 'door-knock', campaignId, participantId, caseId: person.caseId, subject: participantId },
          ...{ sequence: person.lastKnock + 1, siteCode, openedBy: 'notification' },
          ...(person.district === null ? {} : { districtCode: person.district }),
          ...{ dueAt: taskDue('door-knock', tx.recordedAt, rules), policyVersion: rules.policyVersion },
          detail: { reason, notice: kind, noticeId },
        },
      ];
    });
    await this.tasks.open(tx, visits);
  }

  #known(tx: Tx, undelivered: readonly Undelivered[]): Promise<Known[]> {
    return tx.query<Known>(
      `select p.campaign_id as "campaignId", p.participant_id as "participantId",
              (select c.case_id from cases c where c.campaign_id = p.campaign_id and c.participant_id = p.participant_id) as "caseId",
              (select left(r.division_code, 6) from residences r
                where r.campaign_id = p.campaign_id and r.participant_id = p.participant_id) as district,
              coalesce((select max(t.sequence) from tasks t where t.kind = 'door-knock' and t.subject = p.participant_id::text), 0) as "lastKnock",
              exists (select 1 from tasks t where t.kind = 'door-knock' and t.subject = p.participant_id::text
                        and t.state = 'open') as "isKnocking"
         from unnest($1::uuid[], $2::uuid[]) as p(campaign_id, participant_id)`,
      [undelivered.map((one) => one.campaignId), undelivered.map((one) => one.participantId)],
    );
  }
}

const keyOf = ({ campaignId, participantId }: { campaignId: string; participantId: string }): string =>
  `${campaignId} ${participantId}`;
