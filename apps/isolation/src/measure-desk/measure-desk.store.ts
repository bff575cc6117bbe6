import type { RouteContract } from '@lib/contracts/route';
import { IDS, insertRows, requireOwn } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Ids, PassPurpose } from '@lib/vocabulary';
import { districtOfSite } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import type { CaseState, Outcome, Subject } from '../subject/subject.js';
import type { SubjectKey } from '../subject/subject-rows.js';
import { SubjectStore } from '../subject/subject.store.js';
import type { Given } from '../subject/subject.store.js';

/** Who acts, under which command. */
export interface Act {
  readonly actor: Actor;
  readonly commandId: string;
  /** What the table of routes compares for this caller, and how a thing of somebody else is answered. */
  readonly route: RouteContract;
}

/** Whose case it is, where, and how it stands. */
export interface CaseOfSomebody extends SubjectKey {
  readonly siteCode: string;
  readonly state: CaseState;
}

const passColumns = {
  pass_id: 'uuid',
  measure_id: 'uuid',
  campaign_id: 'uuid',
  participant_id: 'uuid',
  purpose: 'text',
  granted_by: 'text',
  granted_at: 'timestamptz',
  valid_until: 'timestamptz',
};

/** Finds whose measure it is, for whoever may see it, and lets a decision be taken about that person. */
@Injectable()
export class MeasureDesk {
  constructor(
    private readonly subjects: SubjectStore,
    private readonly campaigns: CampaignStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /**
   * Throws MEASURE_UNKNOWN, also for a measure of another district or, to a resident, of another person: what is not
   * theirs looks like what is not there.
   */
  async whose(tx: Tx, measureId: string, { actor, route }: Act): Promise<SubjectKey> {
    const [found] = await tx.query<SubjectKey & { districtCode: string }>(
      `select campaign_id as "campaignId", participant_id as "participantId", left(site_code, 6) as "districtCode"
         from measures where measure_id = $1`,
      [measureId],
    );
    const owner = found && { district: found.districtCode, participant: found.participantId };
    requireOwn(actor, route, owner, { measureId });
    if (found === undefined) throw new Error('a measure without a record belongs to nobody');
    return { campaignId: found.campaignId, participantId: found.participantId };
  }

  /** Throws CASE_UNKNOWN, also for a case of another district. */
  async whoseCase(tx: Tx, caseId: string, { actor, route }: Act): Promise<CaseOfSomebody> {
    const [found] = await tx.query<CaseOfSomebody>(
      `select campaign_id as "campaignId", participant_id as "participantId", site_code as "siteCode", state
         from cases where case_id = $1`,
      [caseId],
    );
    requireOwn(actor, route, found && { district: districtOfSite(found.siteCode) }, { caseId });
    if (found === undefined) throw new Error('a case without a record belongs to nobody');
    return found;
  }

  newId(): string {
    return this.ids.uuid7();
  }

  /** Out: the person after the decision. */
  async decide(
    tx: Tx,
    key: SubjectKey,
    { actor, commandId }: Act,
    decision: (subject: Subject, given: Given) => Outcome,
  ): Promise<Subject> {
    const rules = (await this.campaigns.rulesOf(tx, [key.campaignId]))(key.campaignId);
    const newId = () => this.ids.uuid7();
    const given: Given = { at: tx.recordedAt, actor: actor.id, newId, rules, causedBy: commandId };
    return this.subjects.change(
      tx,
      [key],
      (persons) => persons.decide(key, given, (one) => decision(one, given)).subject,
    );
  }

  /** The same decision about several people, locked and written together. Out: the people after it. */
  async decideEach(
    tx: Tx,
    keys: readonly SubjectKey[],
    { actor, commandId }: Act,
    decision: (subject: Subject, given: Given) => Outcome,
  ): Promise<Subject[]> {
    if (keys.length === 0) return [];
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      keys.map(({ campaignId }) => campaignId),
    );
    const newId = () => this.ids.uuid7();
    return this.subjects.change(tx, keys, (persons) =>
      keys.map((key) => {
        const rules = rulesOf(key.campaignId);
        const given: Given = { at: tx.recordedAt, actor: actor.id, newId, rules, causedBy: commandId };
        return persons.decide(key, given, (one) => decision(one, given)).subject;
      }),
    );
  }

  async keepPass(
    tx: Tx,
    key: SubjectKey,
    pass: { passId: string; measureId: string; purpose: PassPurpose; grantedBy: string; validUntil: Date },
  ): Promise<void> {
    const row = {
      pass_id: pass.passId,
      measure_id: pass.measureId,
      campaign_id: key.campaignId,
      participant_id: key.participantId,
      purpose: pass.purpose,
      granted_by: pass.grantedBy,
      granted_at: tx.recordedAt,
      valid_until: pass.validUntil,
    };
    await insertRows(tx, 'passes', passColumns, [row]);
  }
}
