import { Malformed, Refusal } from '@lib/contracts/refusals';
import { appendAudit, requireOwn } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { ContactKind, MeasureCategory } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { ContactQuestions } from '../contact-search/contact-questions.store.js';
import { MeasureDesk } from '../measure-desk/measure-desk.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { isAhead, isolate } from '../subject/measure.decider.js';
import { begin } from '../subject/outcome.js';
import { hasEnded } from '../subject/standing.decider.js';
import type { CaseState, Subject } from '../subject/subject.js';
import { ContactLinks } from './contact-links.store.js';

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
  readonly proposedBy: string;
  readonly decision: 'linked' | 'not-linked' | 'look-out' | null;
  readonly isAskedAgain: boolean;
}

type ContactDecision = 'linked' | 'not-linked';
type WhyLeft = 'excepted' | 'decided-before' | 'not-of-this-case' | 'proposed-by-you';

interface SetOfContacts {
  readonly decision: ContactDecision;
  readonly contactIds: readonly string[];
  readonly except: readonly string[];
}

interface Decided {
  readonly contactId: string;
  readonly measureIds: string[];
}

/**
 * Contacts are proposed by the software or by somebody, and decided by a named person who did not propose them; only a
 * decided link to a case that stands is a basis.
 */
@Injectable()
export class Contacts {
  constructor(
    private readonly desk: MeasureDesk,
    private readonly campaigns: CampaignStore,
    private readonly links: ContactLinks,
    private readonly questions: ContactQuestions,
  ) {}

  /** Throws CASE_UNKNOWN, INDEX_CASE_OVER, CONTACT_IS_INDEX, and `Malformed` for a contact that is yet to come. A person who is proposed for this case already is left as they are. */
  async propose(tx: Tx, { caseId, contacts }: { caseId: string; contacts: readonly ProposedContact[] }, act: Act) {
    const { campaignId, participantId: indexId, siteCode, state } = await this.desk.whoseCase(tx, caseId, act);
    if (hasEnded(state)) throw new Refusal('INDEX_CASE_OVER', { caseId });
    if (contacts.some(({ participantId }) => participantId === indexId)) throw new Refusal('CONTACT_IS_INDEX');
    refuseAhead(contacts, tx.recordedAt);
    const keys = contacts.map(({ participantId }) => ({ campaignId, participantId }));
    await this.desk.decideEach(tx, keys, act, begin);
    const proposals = contacts.map(({ lastContactAt, ...contact }) => ({
      ...{ campaignId, caseId, indexParticipantId: indexId, siteCode, questionId: null },
      ...contact,
      lastContactAt: new Date(lastContactAt),
    }));
    return { contactIds: await this.links.propose(tx, proposals, act.actor.id) };
  }

  /** Throws CONTACT_UNKNOWN, CONTACT_DECIDED, SECOND_SIGNATURE_NEEDED, INDEX_CASE_OVER. */
  async decide(
    tx: Tx,
    { contactId, decision }: { contactId: string; decision: ContactDecision },
    act: Act,
  ): Promise<{ contactId: string; decision: ContactDecision; measureIds: string[] }> {
    const contact = await this.#lock(tx, contactId, act);
    if (contact.proposedBy === act.actor.id) throw new Refusal('SECOND_SIGNATURE_NEEDED', { contactId });
    const [decided] = await this.#decideEach(tx, [contact], decision, act);
    return { contactId, decision, measureIds: decided?.measureIds ?? [] };
  }

  /** Decides about those of a case that one person saw, but for the exceptions. Throws CASE_UNKNOWN, INDEX_CASE_OVER. */
  async decideSet(
    tx: Tx,
    { caseId, decision, contactIds, except }: SetOfContacts & { caseId: string },
    act: Act,
  ): Promise<{ decided: Decided[]; left: { contactId: string; why: WhyLeft }[] }> {
    await this.desk.whoseCase(tx, caseId, act);
    const asked = [...new Set(contactIds)];
    const found = await tx.query<Contact>(
      `${contactSql} where l.index_case_id = $1 and l.contact_id = any($2::uuid[])
        order by l.participant_id for update of l`,
      [caseId, asked],
    );
    const byId = new Map(found.map((one) => [one.contactId, one]));
    const excepted = new Set(except);
    const left = asked.flatMap((contactId) => {
      const why = whyLeft(byId.get(contactId), excepted.has(contactId), act.actor.id);
      return why === undefined ? [] : [{ contactId, why }];
    });
    const isLeft = new Set(left.map(({ contactId }) => contactId));
    const open = found.filter(({ contactId }) => !isLeft.has(contactId));
    return { decided: await this.#decideEach(tx, open, decision, act), left };
  }

  async #decideEach(tx: Tx, contacts: readonly Contact[], decision: ContactDecision, act: Act): Promise<Decided[]> {
    const over = contacts.find(({ indexState }) => decision === 'linked' && hasEnded(indexState));
    if (over !== undefined) throw new Refusal('INDEX_CASE_OVER', { contactId: over.contactId });
    const ids = contacts.map(({ contactId }) => contactId);
    await tx.execute(
      `update contact_links set decision = $2, decided_by = $3, decided_at = $4 where contact_id = any($1::uuid[])`,
      [ids, decision, act.actor.id, tx.recordedAt],
    );
    for (const { contactId: contact, participantId: id } of contacts) {
      appendAudit(tx, { kind: 'measure-decided', object: { kind: 'participant', id }, detail: { contact, decision } });
    }
    if (decision === 'not-linked') return ids.map((contactId) => ({ contactId, measureIds: [] }));
    const after = await this.#isolate(tx, contacts, act);
    await this.#askFurther(tx, contacts, act);
    return ids.map((contactId) => {
      const begun = after.flatMap(({ measures }) =>
        measures.filter(({ basis }) => basis.kind === 'contact-link' && basis.contactId === contactId),
      );
      return { contactId, measureIds: begun.map(({ measureId }) => measureId) };
    });
  }

  #isolate(tx: Tx, contacts: readonly Contact[], act: Act): Promise<Subject[]> {
    const linkOf = new Map(contacts.map((one) => [one.participantId, one]));
    return this.desk.decideEach(tx, contacts, act, (subject, given) => {
      const contact = linkOf.get(subject.participantId);
      if (contact === undefined) throw new Error('a person is decided about whom nobody named');
      const { contactId, category, siteCode, lastContactAt: countedFrom, indexCaseId } = contact;
      const basis = { kind: 'contact-link', contactId, indexCaseId, decidedBy: act.actor.id } as const;
      return isolate(subject, { basis, category, siteCode, countedFrom }, given);
    });
  }

  // Of whoever is linked to a verified case itself the same is asked once more, and of nobody beyond them (order 73).
  async #askFurther(tx: Tx, contacts: readonly Contact[], act: Act): Promise<void> {
    const near = contacts.filter(
      ({ category, indexState }) => category === 'close-contact' && indexState === 'verified',
    );
    if (near.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      near.map(({ campaignId }) => campaignId),
    );
    const searched = near.map(({ contactId, campaignId, participantId, indexCaseId, lastContactAt }) => ({
      ...{ campaignId, caseId: indexCaseId, participantId, contactId, tubeIds: [] },
      since: lastContactAt,
      rules: rulesOf(campaignId),
    }));
    await this.questions.ask(tx, searched, act.actor.id);
  }

  async #lock(tx: Tx, contactId: string, { actor, route }: Act): Promise<Contact> {
    const [found] = await tx.query<Contact>(`${contactSql} where l.contact_id = $1 for update of l`, [contactId]);
    requireOwn(actor, route, found && { district: found.districtCode }, { contactId });
    if (found === undefined) throw new Error('a contact without a record belongs to nobody');
    if (isDecided(found)) throw new Refusal('CONTACT_DECIDED', { contactId });
    return found;
  }
}

const contactSql = `select l.contact_id as "contactId", l.campaign_id as "campaignId", l.participant_id as "participantId",
    l.index_case_id as "indexCaseId", c.state as "indexState", l.category, l.site_code as "siteCode",
    l.district_code as "districtCode", l.last_contact_at as "lastContactAt", l.proposed_by as "proposedBy", l.decision,
    l.proposed_again_as is not null as "isAskedAgain"
  from contact_links l join cases c on c.case_id = l.index_case_id`;

// A look-out is what happens when nobody decides; somebody still may, unless another proposal followed it.
const isDecided = ({ decision, isAskedAgain }: Contact): boolean =>
  decision === 'linked' || decision === 'not-linked' || isAskedAgain;

function whyLeft(contact: Contact | undefined, isExcepted: boolean, by: string): WhyLeft | undefined {
  if (contact === undefined) return 'not-of-this-case';
  if (isDecided(contact)) return 'decided-before';
  if (isExcepted) return 'excepted';
  return contact.proposedBy === by ? 'proposed-by-you' : undefined;
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
