import { instant, uuid } from '@lib/contracts/fields';
import {
  arriveTransfer,
  boardTransfer,
  cancelTransfer,
  listTransfers,
  transferCase,
  transferIsolated,
} from '@lib/contracts/http/isolation/transfers';
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
import { MovePeople } from './move-people.handler.js';
import { transfersSql } from './transfers-sql.js';
import { OrderTransfers } from './transfers.handler.js';

const pageRows = 200;
const query = listTransfers.query.extend({ cursor: cursorOf(instant, uuid).optional() });

@Controller()
export class TransfersController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly ordering: OrderTransfers,
    private readonly moving: MovePeople,
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listTransfers.path)
  async list(@Actor() actor: Actor, @Query() asked: unknown) {
    const { state, trip, cursor } = parse(query, asked);
    const [dueAt = null, id = null] = cursor ?? [];
    const rows = await this.database.query<{ transferId: string; dueAt: Date }>(
      `${transfersSql} limit ${pageRows + 1}`,
      [...[boundTo(actor, listTransfers).district ?? null, state, trip ?? null, dueAt, id]],
    );
    const transfers = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? transfers.at(-1) : undefined;
    const next = last === undefined ? {} : { next: encodeCursor(last.dueAt.toISOString(), last.transferId) };
    return { transfers, asOf: this.clock.now().toISOString(), ...next };
  }

  @Post(transferCase.path)
  ofCase(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('caseId') id: string, @Body() body: unknown) {
    const [caseId, ordered] = [parse(uuid, id), parse(transferCase.request, body)];
    return this.idempotency.run(key, `transfer-case/${caseId}`, body, (tx) =>
      this.ordering.ofCase(tx, caseId, ordered, { actor, commandId: key, route: transferCase }),
    );
  }

  @Post(transferIsolated.path)
  ofMeasure(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('measureId') id: string,
    @Body() body: unknown,
  ) {
    const [measureId, ordered] = [parse(uuid, id), parse(transferIsolated.request, body)];
    return this.idempotency.run(key, `transfer-isolated/${measureId}`, body, (tx) =>
      this.ordering.ofMeasure(tx, measureId, ordered, { actor, commandId: key, route: transferIsolated }),
    );
  }

  @Post(boardTransfer.path)
  @HttpCode(200)
  board(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('transferId') id: string, @Body() body: unknown) {
    const [transferId, { tripId }] = [parse(uuid, id), parse(boardTransfer.request, body)];
    return this.idempotency.run(key, `board/${transferId}`, body, (tx) =>
      this.moving.board(tx, transferId, tripId, { actor, commandId: key, route: boardTransfer }),
    );
  }

  @Post(arriveTransfer.path)
  @HttpCode(200)
  arrive(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('transferId') id: string, @Body() body: unknown) {
    parse(arriveTransfer.request, body ?? {});
    const transferId = parse(uuid, id);
    return this.idempotency.run(key, `arrive/${transferId}`, {}, (tx) =>
      this.moving.arrive(tx, transferId, { actor, commandId: key, route: arriveTransfer }),
    );
  }

  @Post(cancelTransfer.path)
  @HttpCode(200)
  cancel(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('transferId') id: string, @Body() body: unknown) {
    parse(cancelTransfer.request, body ?? {});
    const transferId = parse(uuid, id);
    return this.idempotency.run(key, `cancel-transfer/${transferId}`, {}, (tx) =>
      this.moving.cancel(tx, transferId, { actor, commandId: key, route: cancelTransfer }),
    );
  }
}
