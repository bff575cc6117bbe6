import { ResultAwaitedV1 } from '@lib/contracts/events/isolation/result-awaited.v1';
import type { beginWait, signWaitingOrder } from '@lib/contracts/http/isolation/waits';
import { Malformed, Refusal } from '@lib/contracts/refusals';
import { emit, Outbox } from '@lib/messaging';
import { appendAudit, requireOwn } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { districtOfSite } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { CampaignStore } from '../campaign/campaign.store.js';
import { IsolationPointStore } from '../isolation-points/isolation-point.store.js';
import { MeasureDesk } from '../measure-desk/measure-desk.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { RoomStayStore } from '../room-stays/room-stay.store.js';
import { RoomStays } from '../room-stays/room-stays.handler.js';
import { begin } from '../subject/outcome.js';
import { packFor } from '../subject/pack.js';
import { TaskStore } from '../tasks/task.store.js';
import { SealedTubeStore } from './sealed-tube.store.js';
import { endHold, holdForResult, mayHold, waitEndsAt } from './wait.decider.js';
import { WaitStore } from './wait.store.js';
import type { NewWait } from './wait.store.js';

type Begin = z.output<typeof beginWait.request>;

/**
 * Somebody was swabbed alone and waits for that very tube. They are held only where a pack is valid, two people signed an
 * order about the place, and a single room is theirs; otherwise they wait of their own will, under the same clock.
 */
@Injectable()
export class Waits {
  constructor(
    private readonly desk: MeasureDesk,
    private readonly campaigns: CampaignStore,
    private readonly points: IsolationPointStore,
    private readonly rooms: RoomStays,
    private readonly stays: RoomStayStore,
    private readonly waits: WaitStore,
    private readonly tubes: SealedTubeStore,
    private readonly tasks: TaskStore,
    private readonly outbox: Outbox,
  ) {}

  /** Throws SITE_UNKNOWN, TUBE_NOT_OWN, WAIT_EXISTS, POINT_UNKNOWN, POINT_FULL, PERSON_HAS_ROOM. */
  async begin(tx: Tx, asked: Begin, act: Act) {
    const { campaignId, participantId, tubeId, siteCode, setting } = asked;
    const districtCode = districtOfSite(siteCode);
    requireOwn(act.actor, act.route, { site: siteCode, district: districtCode }, { siteCode });
    const rules = (await this.campaigns.rulesOf(tx, [campaignId]))(campaignId);
    await this.desk.decide(tx, { campaignId, participantId }, act, begin);
    await this.tubes.requireOwn(tx, tubeId, { campaignId, participantId });
    const waitId = this.desk.newId();
    const endsAt = waitEndsAt(siteCode, tx.recordedAt, rules);
    const wait: NewWait = {
      ...{ waitId, campaignId, participantId, tubeId, siteCode, districtCode, setting, endsAt, measureId: null },
      ...{ policyVersion: rules.policyVersion, begunBy: act.actor.id },
    };
    await this.waits.insert(tx, wait);
    const stayId = asked.pointId === undefined ? null : await this.#room(tx, wait, asked.pointId, act);
    const measureId = stayId === null || asked.isVoluntary ? null : await this.#hold(tx, wait, act);
    await this.tasks.finish(tx, 'find-own-tube', [participantId], { outcome: 'registered-anew', by: act.actor.id });
    await this.tasks.openNext(tx, [
      {
        ...{ kind: 'await-result', subject: tubeId, campaignId, participantId, siteCode, districtCode },
        ...{ dueAt: endsAt, openedBy: act.actor.id, policyVersion: rules.policyVersion, detail: { setting } },
      },
    ]);
    await this.#hurry(tx, wait, act);
    const detail = { wait: waitId, isHeld: measureId !== null };
    appendAudit(tx, { kind: 'wait-begun', object: { kind: 'participant', id: participantId }, detail });
    return { waitId, measureId, stayId, endsAt: endsAt.toISOString() };
  }

  // The laboratory learns that somebody sits in a room until this tube is tested, not who.
  async #hurry(tx: Tx, { tubeId, campaignId, siteCode, setting, endsAt }: NewWait, { actor }: Act): Promise<void> {
    const awaited = { tubeId, campaignId, siteCode, setting };
    const clock = { awaitedSince: tx.recordedAt.toISOString(), dueAt: endsAt.toISOString() };
    const frame = { sequence: await this.waits.timesAwaited(tx, tubeId), actor: actor.id };
    await this.outbox.append(tx, [emit(ResultAwaitedV1, { ...awaited, ...clock }, frame)]);
  }

  /** Throws WAIT_UNKNOWN, WAIT_OVER, WAIT_NEEDS_DOCTOR: a hold is ended by a doctor, a wait of one's own will by anybody there. */
  async end(tx: Tx, waitId: string, act: Act) {
    const found = await this.waits.find(tx, waitId);
    const owner = found && { site: found.siteCode, district: found.districtCode };
    requireOwn(act.actor, act.route, owner, { waitId });
    if (found === undefined) throw new Error('a wait without a record belongs to nobody');
    // The person's lock comes first: what was read before it may have been ended by somebody else meanwhile.
    await this.desk.decide(tx, found, act, begin);
    const wait = (await this.waits.find(tx, waitId)) ?? found;
    if (wait.isEnded || wait.endsAt <= tx.recordedAt) throw new Refusal('WAIT_OVER', { waitId });
    const isHeld = wait.measureId !== null;
    if (isHeld && act.actor.role !== 'doctor') throw new Refusal('WAIT_NEEDS_DOCTOR', { waitId });
    await this.desk.decide(tx, wait, act, (one, given) => endHold(one, wait.measureId, 'lifted', given));
    await this.waits.end(tx, wait, isHeld ? 'decided' : 'left', act.actor.id);
    await this.leaveRoom(tx, wait, act.actor.id);
    const object = { kind: 'participant', id: wait.participantId } as const;
    appendAudit(tx, { kind: 'wait-ended', object, detail: { wait: waitId } });
    return { waitId, endedAt: tx.recordedAt.toISOString() };
  }

  /** The single room is to be disinfected as soon as nobody waits in it any more. */
  async leaveRoom(tx: Tx, wait: { stayId: string | null; campaignId: string; participantId: string }, by: string) {
    const stay = wait.stayId === null ? undefined : await this.stays.openOf(tx, wait, 'occupied');
    if (stay !== undefined && stay.stayId === wait.stayId) await this.stays.leave(tx, stay, by);
  }

  /** Throws SITE_UNKNOWN, NO_POLICY_PACK, ORDER_NUMBER_USED, and `Malformed` for an end that is past or too far. */
  async signOrder(tx: Tx, order: z.output<typeof signWaitingOrder.request>, { actor, route }: Act) {
    const { campaignId, siteCode, setting } = order;
    const districtCode = districtOfSite(siteCode);
    requireOwn(actor, route, { district: districtCode }, { siteCode });
    const days = (new Date(order.validUntil).getTime() - tx.recordedAt.getTime()) / 86_400_000;
    if (days <= 0 || days > 31) {
      const message = 'an order about a place ends within 31 days';
      throw new Malformed([{ path: 'validUntil', code: 'ORDER_TERM', message }]);
    }
    const rules = (await this.campaigns.rulesOf(tx, [campaignId]))(campaignId);
    if (packFor(rules, siteCode, tx.recordedAt) === null) throw new Refusal('NO_POLICY_PACK');
    const orderId = this.desk.newId();
    const kept = await tx.execute(
      `insert into authority_orders (order_id, campaign_id, order_number, authority, legal_basis, category, site_code,
          district_code, counts_from, signed_by, signed_at, covers, valid_until)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9, 'place', $11) on conflict (campaign_id, order_number) do nothing`,
      [
        ...[orderId, campaignId, order.orderNumber, order.authority, order.legalBasis],
        ...[setting === 'gate' ? 'entrant' : 'suspected', siteCode, districtCode, tx.recordedAt, actor.id],
        order.validUntil,
      ],
    );
    if (kept === 0) throw new Refusal('ORDER_NUMBER_USED', { orderNumber: order.orderNumber });
    appendAudit(tx, {
      kind: 'order-signed',
      object: { kind: 'authority-order', id: orderId },
      detail: { covers: 'place' },
    });
    return { orderId };
  }

  // Waiting rooms of this very site; somebody is put into them at once, with the wait as its ground.
  async #room(tx: Tx, wait: NewWait, pointId: string, act: Act): Promise<string> {
    const point = await this.points.ofSite(tx, pointId, wait.siteCode);
    if (point === undefined) throw new Refusal('POINT_UNKNOWN', { pointId });
    // They are in this room at once, so they have left the one before.
    const slept = await this.stays.openOf(tx, wait, 'occupied');
    if (slept !== undefined) throw new Refusal('PERSON_HAS_ROOM', { stayId: slept.stayId });
    const { stayId } = await this.rooms.reserveAt(tx, point, wait, act);
    const reserved = await this.stays.openOf(tx, wait, 'reserved');
    if (reserved === undefined) throw new Error('a room that was reserved just now is not there');
    await this.stays.move(tx, reserved, 'occupied', act.actor.id);
    await this.waits.keepRoom(tx, wait.waitId, stayId);
    return stayId;
  }

  async #hold(tx: Tx, wait: NewWait, act: Act): Promise<string | null> {
    const order = await this.waits.orderAt(tx, wait.campaignId, wait.siteCode);
    const rules = (await this.campaigns.rulesOf(tx, [wait.campaignId]))(wait.campaignId);
    const surroundings = { at: tx.recordedAt, actor: act.actor.id, newId: () => this.desk.newId(), rules };
    if (order === undefined || !mayHold(order, wait.siteCode, surroundings)) return null;
    const measureId = this.desk.newId();
    await this.waits.keepMeasure(tx, wait, order.orderId, measureId);
    await this.desk.decide(tx, wait, act, (one, given) => holdForResult(one, { ...wait, measureId }, order, given));
    return measureId;
  }
}
