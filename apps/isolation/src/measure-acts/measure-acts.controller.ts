import { uuid } from '@lib/contracts/fields';
import { extendMeasure, grantPass, liftMeasure, passForMe } from '@lib/contracts/http/isolation/measures';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { MeasureActs } from './measure-acts.handler.js';

@Controller()
export class MeasureActsController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly acts: MeasureActs,
  ) {}

  @Post(extendMeasure.path)
  @HttpCode(200)
  extend(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('measureId') id: string, @Body() body: unknown) {
    const command = { measureId: parse(uuid, id), ...parse(extendMeasure.request, body) };
    return this.idempotency.run(key, `extend-measure/${command.measureId}`, body, (tx) =>
      this.acts.extend(tx, command, { actor, commandId: key, route: extendMeasure }),
    );
  }

  @Post(liftMeasure.path)
  @HttpCode(200)
  lift(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('measureId') id: string, @Body() body: unknown) {
    const command = { measureId: parse(uuid, id), ...parse(liftMeasure.request, body) };
    return this.idempotency.run(key, `lift-measure/${command.measureId}`, body, (tx) =>
      this.acts.lift(tx, command, { actor, commandId: key, route: liftMeasure }),
    );
  }

  @Post(grantPass.path)
  grant(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('measureId') id: string, @Body() body: unknown) {
    return this.#pass({ actor, commandId: key, route: grantPass }, id, body);
  }

  @Post(passForMe.path)
  grantMe(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('measureId') id: string, @Body() body: unknown) {
    return this.#pass({ actor, commandId: key, route: passForMe }, id, body);
  }

  #pass(act: Act, id: string, body: unknown) {
    const command = { measureId: parse(uuid, id), ...parse(grantPass.request, body) };
    return this.idempotency.run(act.commandId, `grant-pass/${command.measureId}`, body, (tx) =>
      this.acts.grantPass(tx, command, act),
    );
  }
}
