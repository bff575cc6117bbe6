import { rulesOfPack, packDefaults } from '@lib/contracts/policy-pack';
import { Malformed, Refusal } from '@lib/contracts/refusals';
import { appendAudit, insertRows, requireOwn } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { ContactKind, MeasureCategory } from '@lib/vocabulary';
import { districtOfSite } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { MeasureDesk } from '../measure-desk/measure-desk.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { isAhead, isolate } from '../subject/measure.decider.js';
import { begin } from '../subject/outcome.js';
import { hoursAfter, packFor } from '../subject/pack.js';
import { hasEnded } from '../subject/standing.decider.js';
import type { CaseState } from '../subject/subject.js';

export interface ProposedContact {
  readonly participantId: string;
  readonly kind: ContactKind;
  readonly category: MeasureCategory;
  readonly lastContactAt: string;
}

interface Contact {
  readonly contactId: string;
  readonly campaignId: string;
  readonly participantId: string;
  readonly indexCaseId: string;
  readonly indexState: CaseState;
  readonly category: MeasureCategory;
  readonly siteCode: string;
  readonly districtCode: string;
  readonly lastContactAt: Date;
  readonly decision: 'linked' | 'not-linked' | 'look-out' | null;
}

const contactColumns = {
  contact_id: 'uuid',
  campaign_id: 'uuid',
  participant_id: 'uuid',
  index_case_id: 'uuid',
  index_participant_id: 'uuid',
  kind: 'text',
  category: 'text',
  site_code: 'text',
  district_code: 'text',
  last_contact_at: 'timestamptz',
  proposed_by: 'text',
  proposed_at: 'timestamptz',
  decide_by: 'timestamptz',
};

/** Contacts are proposed by anybody and decided by a named person; only a decided link to a case that stands is a basis. */
@Injectable()
export class Contacts {
  constructor(
    private readonly desk: MeasureDesk,
    private readonly campaigns: CampaignStore,
  ) {}

  /** Throws CASE_UNKNOWN, CONTACT_IS_INDEX, and `Malformed` for a contact that is yet to come. A person who is proposed for this case already is left as they are. */
  async propose(tx: Tx, { caseId, contacts }: { caseId: string; contacts: readonly ProposedContact[] }, act: Act) {
    const [index] = await tx.query<{ campaignId: string; participantId: string; siteCode: string }>(
      `select campaign_id as "campaignId", participant_id as "participantId", site_code as "siteCode"
         from cases where case_id = $1`,
      [caseId],
    );
    requireOwn(act.actor, act.route, index && { district: districtOfSite(index.siteCode) }, { caseId });
    if (index === undefined) throw new Error('a case without a record belongs to nobody');
    const { campaignId, participantId: indexId, siteCode } = index;
    if (contacts.some(({ participantId }) => participantId === indexId)) throw new Refusal('CONTACT_IS_INDEX');
    refuseAhead(contacts, tx.recordedAt);
    const rules = (await this.campaigns.rulesOf(tx, [campaignId]))(campaignId);
    const pack = packFor(rules, siteCode, tx.recordedAt);
    const { contactHoursMax } = pack === null ? packDefaults : rulesOfPack(pack);
    // One order for everybody, so that two proposals never wait for each other.
    const persons = contacts.map(({ participantId }) => participantId).toSorted();
    for (const participantId of persons) await this.desk.decide(tx, { campaignId, participantId }, act, begin);
    const rows = contacts.map(({ participantId, kind, category, lastContactAt }) => ({
      contact_id: this.desk.newId(),
      campaign_id: campaignId,
      participant_id: participantId,
      index_case_id: caseId,
      index_participant_id: indexId,
      kind,
      category,
      site_code: siteCode,
      district_code: districtOfSite(siteCode),
      last_contact_at: lastContactAt,
      proposed_by: act.actor.id,
      proposed_at: tx.recordedAt,
      decide_by: hoursAfter(tx.recordedAt, contactHoursMax, rules),
    }));
    const kept = await insertRows<{ contact_id: string }>(tx, 'contact_links', contactColumns, rows, {
      onConflict: '(index_case_id, participant_id) do nothing',
      returning: ['contact_id'],
    });
    return { contactIds: kept.map(({ contact_id }) => contact_id) };
  }

  /** Throws CONTACT_UNKNOWN, CONTACT_DECIDED, INDEX_CASE_OVER. */
  async decide(
    tx: Tx,
    { contactId, decision }: { contactId: string; decision: 'linked' | 'not-linked' },
    act: Act,
  ): Promise<{ contactId: string; decision: 'linked' | 'not-linked'; measureIds: string[] }> {
    const contact = await this.#lock(tx, contactId, act);
    if (decision === 'linked' && hasEnded(contact.indexState)) throw new Refusal('INDEX_CASE_OVER', { contactId });
    await tx.execute('update contact_links set decision = $2, decided_by = $3, decided_at = $4 where contact_id = $1', [
      contactId,
      decision,
      act.actor.id,
      tx.recordedAt,
    ]);
    const detail = { contact: contactId, decision };
    appendAudit(tx, { kind: 'measure-decided', object: { kind: 'participant', id: contact.participantId }, detail });
    if (decision === 'not-linked') return { contactId, decision, measureIds: [] };
    const { category, siteCode, lastContactAt: countedFrom, indexCaseId } = contact;
    const basis = { kind: 'contact-link', contactId, indexCaseId, decidedBy: act.actor.id } as const;
    const after = await this.desk.decide(tx, contact, act, (subject, given) =>
      isolate(subject, { basis, category, siteCode, countedFrom }, given),
    );
    const begun = after.measures.filter(
      (one) => one.basis.kind === 'contact-link' && one.basis.contactId === contactId,
    );
    return { contactId, decision, measureIds: begun.map(({ measureId }) => measureId) };
  }

  async #lock(tx: Tx, contactId: string, { actor, route }: Act): Promise<Contact> {
    const [found] = await tx.query<Contact>(
      `select l.contact_id as "contactId", l.campaign_id as "campaignId", l.participant_id as "participantId",
              l.index_case_id as "indexCaseId", c.state as "indexState", l.category, l.site_code as "siteCode",
              l.district_code as "districtCode", l.last_contact_at as "lastContactAt", l.decision
         from contact_links l join cases c on c.case_id = l.index_case_id where l.contact_id = $1 for update of l`,
      [contactId],
    );
    requireOwn(actor, route, found && { district: found.districtCode }, { contactId });
    if (found === undefined) throw new Error('a contact without a record belongs to nobody');
    // A look-out is what happens when nobody decides; somebody still may.
    const isDecided = found.decision === 'linked' || found.decision === 'not-linked';
    if (isDecided) throw new Refusal('CONTACT_DECIDED', { contactId });
    return found;
  }
}

function refuseAhead(contacts: readonly ProposedContact[], at: Date): void {
  const faults = contacts.flatMap(({ lastContactAt }, index) =>
    isAhead(new Date(lastContactAt), at)
      ? [
          {
            path: `contacts.${index}.lastContactAt`,
            code: 'IN_FUTURE',
            message: 'a contact counts from what was, not from what is to come',
          },
        ]
      : [],
  );
  if (faults.length > 0) throw new Malformed(faults);
}
