import { uuid } from '@lib/contracts/fields';
import { answerAssignment, askCarer, listCarers, putCarers } from '@lib/contracts/http/isolation/carers';
import { Actor, boundTo, CLOCK, Database, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Carers } from './carers.handler.js';

const shownMax = 1_000;

type Listed = z.input<typeof listCarers.response>['carers'][number];

@Controller()
export class CarersController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly carers: Carers,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listCarers.path)
  @Header('cache-control', 'no-store')
  async list(@Actor() actor: Actor) {
    const carers = await this.database.query<Listed>(
      `select c.person, c.role, c.district_code as "districtCode", c.ended_at is null as "isListed",
              count(a.order_id) filter (where a.state = 'accepted')::int as accepted,
              count(a.order_id) filter (where a.state = 'proposed')::int as proposed
         from carers c left join order_assignments a on a.person = c.person and a.role = c.role
          and a.district_code = c.district_code and a.state in ('proposed', 'accepted')
        where $1::text is null or c.district_code = $1
        group by c.person, c.role, c.district_code order by c.district_code, c.role, c.person limit ${shownMax}`,
      [boundTo(actor, listCarers).district ?? null],
    );
    return { carers, asOf: this.clock.now().toISOString() };
  }

  @Post(putCarers.path)
  put(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const command = parse(putCarers.request, body);
    return this.idempotency.run(key, 'put-carers', body, (tx) =>
      this.carers.put(tx, command, { actor, commandId: key, route: putCarers }),
    );
  }

  @Post(askCarer.path)
  ask(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('isolationOrderId') id: string,
    @Body() body: unknown,
  ) {
    const [orderId, who] = [parse(uuid, id), parse(askCarer.request, body)];
    return this.idempotency.run(key, `ask-carer/${orderId}`, body, (tx) =>
      this.carers.ask(tx, orderId, who, { actor, commandId: key, route: askCarer }),
    );
  }

  @Post(answerAssignment.path)
  @HttpCode(200)
  answer(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('assignmentId') id: string,
    @Body() body: unknown,
  ) {
    const [assignmentId, { isAccepted }] = [parse(uuid, id), parse(answerAssignment.request, body)];
    return this.idempotency.run(key, `answer-assignment/${assignmentId}`, body, (tx) =>
      this.carers.answer(tx, assignmentId, isAccepted, { actor, commandId: key, route: answerAssignment }),
    );
  }
}
