import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, IDS } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { AlertStore } from '../alert/alert.store.js';
import { seesDistrict } from '../alert/district-sight.js';
import type { Alert } from '../alert/alert.store.js';
import { CampaignStore } from '../campaign/campaign.store.js';
import { SubjectStore } from '../subject/subject.store.js';
import type { Given } from '../subject/subject.store.js';
import { takeOver } from '../subject/take.decider.js';
import { edgeKinds } from '../edges/edge.decider.js';
import { TaskOwners } from '../tasks/task-owners.store.js';

export interface Taken {
  readonly escalationId: string;
  readonly takenBy: string;
  readonly takenAt: string;
  readonly cases: number;
  readonly recollections: number;
  readonly holds: number;
}

/** A duty person takes an alert over; hold and recollection begin in the same transaction. */
@Injectable()
export class TakeAlert {
  constructor(
    private readonly alerts: AlertStore,
    private readonly subjects: SubjectStore,
    private readonly campaigns: CampaignStore,
    private readonly owners: TaskOwners,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Throws NOT_FOUND for an alert of another district, ALERT_ALREADY_TAKEN for the second of two. */
  async run(
    { escalationId, actor, commandId }: { escalationId: string; actor: Actor; commandId: string },
    tx: Tx,
  ): Promise<Taken> {
    const alert = await this.#find(tx, escalationId, actor);
    const rules = (await this.campaigns.rulesOf(tx, [alert.campaignId]))(alert.campaignId);
    const { campaignId, tubeId, resultVersion, siteCode } = alert;
    const persons = (await this.alerts.membersOf(tx, escalationId)).filter(
      ({ subjectKind }) => subjectKind === 'person',
    );
    const subjects = persons.map(({ subjectId }) => subjectId);
    const taking = { escalationId, campaignId, tubeId, resultVersion, siteCode, subjects, takenBy: actor.id };
    if (!(await this.alerts.take(tx, taking, rules.policyVersion))) throw new Refusal('ALERT_ALREADY_TAKEN');
    const newId = () => this.ids.uuid7();
    const given: Given = { at: tx.recordedAt, actor: actor.id, newId, rules, causedBy: commandId };
    const keys = subjects.map((participantId) => ({ campaignId, participantId }));
    const acts = await this.subjects.change(tx, keys, (known) =>
      keys.flatMap((key) => known.decide(key, given, (subject) => takeOver(subject, escalationId, given)).history),
    );
    // Who takes an alert has the steps of its people until they hand them on; the command centre takes it for others.
    if (actor.role !== 'command-centre') {
      const about = { campaignId, districtCode: alert.districtCode, participantIds: subjects };
      await this.owners.assign(tx, about, edgeKinds, actor.id);
    }
    const detail = { tubeId, resultVersion, people: keys.length };
    appendAudit(tx, { kind: 'alert-taken', actor, object: { kind: 'escalation', id: escalationId }, detail });
    return {
      escalationId,
      takenBy: actor.id,
      takenAt: tx.recordedAt.toISOString(),
      cases: keys.length,
      recollections: acts.filter(({ act }) => act === 'recollection-requested').length,
      holds: acts.filter(({ act }) => act === 'held').length,
    };
  }

  // An alert of another district looks like one that does not exist.
  async #find(tx: Tx, escalationId: string, actor: Actor): Promise<Alert> {
    const seen = await this.alerts.lock(tx, escalationId);
    if (seen === undefined || !seesDistrict(actor, seen.districtCode)) {
      throw new Refusal('ALERT_UNKNOWN', { escalationId });
    }
    if (seen.takenBy !== null) {
      throw new Refusal('ALERT_ALREADY_TAKEN', { takenBy: seen.takenBy, takenAt: seen.takenAt?.toISOString() ?? null });
    }
    if (seen.withdrawnReason !== null) throw new Refusal('ALERT_WITHDRAWN', { escalationId });
    return seen;
  }
}
