import { ruleFor } from '@lib/contracts/policy-pack';
import { Malformed, Refusal } from '@lib/contracts/refusals';
import { appendAudit, insertRows, requireOwn } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { MeasureCategory } from '@lib/vocabulary';
import { districtOfSite } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { MeasureDesk } from '../measure-desk/measure-desk.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { isAhead, isolate } from '../subject/measure.decider.js';
import { begin } from '../subject/outcome.js';
import { packFor } from '../subject/pack.js';
import type { SubjectKey } from '../subject/subject-rows.js';

export interface NewOrder {
  readonly campaignId: string;
  readonly orderNumber: string;
  readonly authority: string;
  readonly legalBasis: string;
  readonly category: MeasureCategory;
  readonly siteCode: string;
  readonly countsFrom: string;
  readonly participantIds: readonly string[];
}

interface Order extends Omit<NewOrder, 'countsFrom' | 'participantIds'> {
  readonly countsFrom: Date;
  readonly signedBy: string;
  readonly countersignedBy: string | null;
}

const orderColumns = {
  order_id: 'uuid',
  campaign_id: 'uuid',
  order_number: 'text',
  authority: 'text',
  legal_basis: 'text',
  category: 'text',
  site_code: 'text',
  district_code: 'text',
  counts_from: 'timestamptz',
  signed_by: 'text',
  signed_at: 'timestamptz',
};

/** A numbered order of an authority: two people sign it, the auditor is told with the second signature (settled 12). */
@Injectable()
export class AuthorityOrders {
  constructor(
    private readonly desk: MeasureDesk,
    private readonly campaigns: CampaignStore,
  ) {}

  /**
   * Throws NO_POLICY_PACK, PACK_NAMES_NO_RULE, ORDER_NUMBER_USED, SITE_UNKNOWN for a place of another district, and
   * `Malformed` for an arrival that is yet to come.
   */
  async sign(tx: Tx, order: NewOrder, act: Act) {
    const { campaignId, siteCode, category, participantIds } = order;
    const districtCode = districtOfSite(siteCode);
    requireOwn(act.actor, act.route, { district: districtCode }, { siteCode });
    refuseAhead(order.countsFrom, tx.recordedAt);
    const rules = (await this.campaigns.rulesOf(tx, [campaignId]))(campaignId);
    const pack = packFor(rules, siteCode, tx.recordedAt);
    if (pack === null) throw new Refusal('NO_POLICY_PACK');
    if (ruleFor(pack, category) === undefined) throw new Refusal('PACK_NAMES_NO_RULE', { category });
    const orderId = this.desk.newId();
    const row = {
      order_id: orderId,
      campaign_id: campaignId,
      order_number: order.orderNumber,
      authority: order.authority,
      legal_basis: order.legalBasis,
      category,
      site_code: siteCode,
      district_code: districtCode,
      counts_from: order.countsFrom,
      signed_by: act.actor.id,
      signed_at: tx.recordedAt,
    };
    const kept = await insertRows(tx, 'authority_orders', orderColumns, [row], {
      onConflict: '(campaign_id, order_number) do nothing',
      returning: ['order_id'],
    });
    if (kept.length === 0) throw new Refusal('ORDER_NUMBER_USED', { orderNumber: order.orderNumber });
    const persons = [...new Set(participantIds)].toSorted();
    await this.desk.decideEach(
      tx,
      persons.map((participantId) => ({ campaignId, participantId })),
      act,
      begin,
    );
    await insertRows(
      tx,
      'authority_order_persons',
      { order_id: 'uuid', campaign_id: 'uuid', participant_id: 'uuid' },
      persons.map((participantId) => ({ order_id: orderId, campaign_id: campaignId, participant_id: participantId })),
    );
    appendAudit(tx, { kind: 'order-signed', object: { kind: 'authority-order', id: orderId } });
    return { orderId };
  }

  /** Throws ORDER_UNKNOWN, ORDER_COUNTERSIGNED, SECOND_SIGNATURE_NEEDED. */
  async countersign(tx: Tx, orderId: string, act: Act) {
    const order = await this.#lock(tx, orderId, act);
    await tx.execute(
      `update authority_orders set countersigned_by = $2, countersigned_at = $3, auditor_told_at = $3 where order_id = $1`,
      [orderId, act.actor.id, tx.recordedAt],
    );
    const persons = await tx.query<SubjectKey>(
      `select campaign_id as "campaignId", participant_id as "participantId" from authority_order_persons
        where order_id = $1 order by participant_id`,
      [orderId],
    );
    const { category, siteCode, countsFrom: countedFrom, orderNumber, signedBy } = order;
    const basis = { kind: 'authority-order', orderId, orderNumber, signedBy, countersignedBy: act.actor.id } as const;
    const authority = { name: order.authority, number: orderNumber, legalBasis: order.legalBasis };
    const after = await this.desk.decideEach(tx, persons, act, (subject, given) =>
      isolate(subject, { basis, category, siteCode, countedFrom, authority }, given),
    );
    const begun = after.flatMap(({ measures }) =>
      measures.filter((one) => one.basis.kind === 'authority-order' && one.basis.orderId === orderId),
    );
    const measureIds = begun.map(({ measureId }) => measureId);
    const detail = { signedBy, persons: persons.length, measures: measureIds.length };
    appendAudit(tx, { kind: 'measure-decided', object: { kind: 'authority-order', id: orderId }, detail });
    return { orderId, measureIds };
  }

  async #lock(tx: Tx, orderId: string, { actor, route }: Act): Promise<Order> {
    const [found] = await tx.query<Order>(
      `select campaign_id as "campaignId", order_number as "orderNumber", authority, legal_basis as "legalBasis",
              category, site_code as "siteCode", counts_from as "countsFrom", signed_by as "signedBy",
              countersigned_by as "countersignedBy"
         from authority_orders where order_id = $1 for update`,
      [orderId],
    );
    requireOwn(actor, route, found && { district: districtOfSite(found.siteCode) }, { orderId });
    if (found === undefined) throw new Error('an order without a record belongs to nobody');
    if (found.countersignedBy !== null) throw new Refusal('ORDER_COUNTERSIGNED', { orderId });
    if (found.signedBy === actor.id) throw new Refusal('SECOND_SIGNATURE_NEEDED', { orderId });
    return found;
  }
}

function refuseAhead(countsFrom: string, at: Date): void {
  if (!isAhead(new Date(countsFrom), at)) return;
  const message = 'an order counts from an arrival that was, not from one that is to come';
  throw new Malformed([{ path: 'countsFrom', code: 'IN_FUTURE', message }]);
}
