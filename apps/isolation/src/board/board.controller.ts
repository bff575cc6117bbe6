import { instant, uuid } from '@lib/contracts/fields';
import { moveCase, readBoard, recordCall, streamBoard } from '@lib/contracts/http/isolation/board';
import { Actor, boundTo, CLOCK, cursorOf, encodeCursor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Calls } from '../calls/calls.handler.js';
import { BoardStream } from './board-stream.js';
import { Board } from './board.js';
import { MoveCase } from './move-case.handler.js';

// When the result landed, which case.
const query = readBoard.query.extend({ cursor: cursorOf(instant, uuid).optional() });

@Controller()
export class BoardController {
  constructor(
    private readonly board: Board,
    private readonly calls: Calls,
    private readonly moves: MoveCase,
    private readonly stream: BoardStream,
    private readonly idempotency: Idempotency,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(readBoard.path)
  async get(@Actor() actor: Actor, @Query() asked: unknown) {
    const { cursor: after, overdue, ...wanted } = parse(query, asked);
    const { district = '' } = boundTo(actor, readBoard);
    const question = { ...wanted, district, after, isOverdueOnly: overdue === 'yes' };
    const asOf = this.clock.now();
    const { cards, hasMore } = await this.board.page(question, asOf);
    const isFirst = after === undefined && wanted.since === undefined;
    const columns = isFirst ? await this.board.counts(question) : [];
    const lanes = await this.board.lanes(cards.map(({ escalationId }) => escalationId));
    const last = hasMore ? cards.at(-1) : undefined;
    const next = last === undefined ? {} : { next: encodeCursor(last.raisedAt, last.caseId) };
    return { columns, lanes, cards, asOf: asOf.toISOString(), ...next };
  }

  @Get(streamBoard.path)
  join(@Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    return this.stream.join(reply, boundTo(actor, streamBoard).district ?? '');
  }

  @Post(moveCase.path)
  @HttpCode(200)
  move(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('caseId') id: string, @Body() body: unknown) {
    const move = { caseId: parse(uuid, id), ...parse(moveCase.request, body) };
    return this.idempotency.run(key, `move-case/${move.caseId}`, body, async (tx) => ({
      card: await this.moves.run(tx, move, { actor, commandId: key, route: moveCase }),
    }));
  }

  @Post(recordCall.path)
  @HttpCode(200)
  call(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('caseId') id: string, @Body() body: unknown) {
    const call = { caseId: parse(uuid, id), ...parse(recordCall.request, body) };
    return this.idempotency.run(key, `call/${call.caseId}`, body, (tx) =>
      this.calls.record(tx, call, { actor, commandId: key, route: recordCall }),
    );
  }
}
