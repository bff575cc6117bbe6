import { uuid } from '@lib/contracts/fields';
import { appealForSomebody, appealMyMeasure, decideAppeal } from '@lib/contracts/http/isolation/measures';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { Appeals } from './appeals.handler.js';

@Controller()
export class AppealsController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly appeals: Appeals,
  ) {}

  @Post(appealMyMeasure.path)
  mine(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('measureId') id: string, @Body() body: unknown) {
    return this.#file({ actor, commandId: key, route: appealMyMeasure }, id, body);
  }

  @Post(appealForSomebody.path)
  forSomebody(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('measureId') id: string,
    @Body() body: unknown,
  ) {
    return this.#file({ actor, commandId: key, route: appealForSomebody }, id, body);
  }

  @Post(decideAppeal.path)
  @HttpCode(200)
  decide(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('appealId') id: string, @Body() body: unknown) {
    const answer = { appealId: parse(uuid, id), ...parse(decideAppeal.request, body) };
    return this.idempotency.run(key, `decide-appeal/${answer.appealId}`, body, (tx) =>
      this.appeals.answer(tx, answer, { actor, commandId: key, route: decideAppeal }),
    );
  }

  #file(act: Act, id: string, body: unknown) {
    const objection = { measureId: parse(uuid, id), ...parse(appealMyMeasure.request, body) };
    return this.idempotency.run(act.commandId, `appeal/${objection.measureId}`, body, (tx) =>
      this.appeals.file(tx, objection, act),
    );
  }
}
