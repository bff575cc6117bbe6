import { instant, uuid } from '@lib/contracts/fields';
import { beginWait, endWait, listWaits, signWaitingOrder } from '@lib/contracts/http/isolation/waits';
import {
  Actor,
  boundTo,
  CLOCK,
  cursorOf,
  Database,
  encodeCursor,
  Idempotency,
  IdempotencyKey,
  parse,
} from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { neverBlocked } from '../my-measures/never-blocked.js';
import { Waits } from './waits.handler.js';

const pageRows = 100;
const query = listWaits.query.extend({ cursor: cursorOf(instant, uuid).optional() });
const isOver = '(w.ended_at is not null or w.ends_at <= (select clock_timestamp()))';
const isOverdue = '(w.answered_at is null and w.ends_at <= (select clock_timestamp()))';
const states = { open: `not ${isOver}`, overdue: isOverdue, all: 'true' };

@Controller()
export class WaitsController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly waits: Waits,
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listWaits.path)
  async list(@Actor() actor: Actor, @Query() asked: unknown) {
    const { state, cursor } = parse(query, asked);
    const { site, district } = boundTo(actor, listWaits);
    const [begunAt = null, id = null] = cursor ?? [];
    const rows = await this.database.query<{ waitId: string; begunAt: Date }>(
      `select w.wait_id as "waitId", w.campaign_id as "campaignId", w.participant_id as "participantId",
              w.tube_id as "tubeId", w.setting, w.site_code as "siteCode", w.district_code as "districtCode",
              w.measure_id as "measureId", w.stay_id as "stayId", w.begun_by as "begunBy",
              date_trunc('milliseconds', w.begun_at) as "begunAt", w.ends_at as "endsAt",
              case when ${isOver} then coalesce(w.ended_at, w.ends_at) end as "endedAt",
              case when ${isOver} then coalesce(w.ended_because, 'term-over') end as "endedBecause",
              w.answered_at as "answeredAt", ${isOverdue} as "isOverdue"
         from awaited_results w
        where ($1::text is null or w.site_code = $1) and ($2::text is null or w.district_code = $2) and ${states[state]}
          and ($3::timestamptz is null or (date_trunc('milliseconds', w.begun_at), w.wait_id) > ($3, $4::uuid))
        order by date_trunc('milliseconds', w.begun_at), w.wait_id limit ${pageRows + 1}`,
      [site ?? null, district ?? null, begunAt, id],
    );
    const waits = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? waits.at(-1) : undefined;
    const next = last === undefined ? {} : { next: encodeCursor(last.begunAt.toISOString(), last.waitId) };
    return { waits, asOf: this.clock.now().toISOString(), ...next };
  }

  @Post(beginWait.path)
  async begin(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const asked = parse(beginWait.request, body);
    const begun = await this.idempotency.run(key, 'begin-wait', body, (tx) =>
      this.waits.begin(tx, asked, { actor, commandId: key, route: beginWait }),
    );
    return { ...begun, neverBlocked };
  }

  @Post(endWait.path)
  @HttpCode(200)
  end(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('waitId') id: string, @Body() body: unknown) {
    parse(endWait.request, body ?? {});
    const waitId = parse(uuid, id);
    return this.idempotency.run(key, `end-wait/${waitId}`, {}, (tx) =>
      this.waits.end(tx, waitId, { actor, commandId: key, route: endWait }),
    );
  }

  @Post(signWaitingOrder.path)
  sign(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const order = parse(signWaitingOrder.request, body);
    return this.idempotency.run(key, 'sign-waiting-order', body, (tx) =>
      this.waits.signOrder(tx, order, { actor, commandId: key, route: signWaitingOrder }),
    );
  }
}
