import { uuid } from '@lib/contracts/fields';
import {
  decideFever,
  recordBreach,
  recordCall,
  recordTemperature,
  signRelease,
} from '@lib/contracts/http/isolation/isolation-orders';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { DecideOrder } from './decide-order.handler.js';
import { RecordChecks } from './record-checks.handler.js';

const byOrder = 'isolationOrderId';

@Controller()
export class OrderActsController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly checks: RecordChecks,
    private readonly decide: DecideOrder,
  ) {}

  @Post(recordCall.path)
  call(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param(byOrder) id: string, @Body() body: unknown) {
    const [orderId, call] = [parse(uuid, id), parse(recordCall.request, body)];
    return this.idempotency.run(key, `record-call/${orderId}`, body, (tx) =>
      this.checks.call(tx, orderId, call, { actor, commandId: key, route: recordCall }),
    );
  }

  @Post(recordTemperature.path)
  temperature(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param(byOrder) id: string, @Body() body: unknown) {
    const [orderId, read] = [parse(uuid, id), parse(recordTemperature.request, body)];
    return this.idempotency.run(key, `record-temperature/${orderId}`, body, (tx) =>
      this.checks.temperature(tx, orderId, read, { actor, commandId: key, route: recordTemperature }),
    );
  }

  @Post(decideFever.path)
  @HttpCode(200)
  fever(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param(byOrder) id: string, @Body() body: unknown) {
    const [orderId, decision] = [parse(uuid, id), parse(decideFever.request, body)];
    return this.idempotency.run(key, `decide-fever/${orderId}`, body, (tx) =>
      this.decide.fever(tx, orderId, decision, { actor, commandId: key, route: decideFever }),
    );
  }

  @Post(recordBreach.path)
  breach(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param(byOrder) id: string, @Body() body: unknown) {
    const [orderId, breach] = [parse(uuid, id), parse(recordBreach.request, body)];
    return this.idempotency.run(key, `record-breach/${orderId}`, body, (tx) =>
      this.decide.breach(tx, orderId, breach, { actor, commandId: key, route: recordBreach }),
    );
  }

  @Post(signRelease.path)
  @HttpCode(200)
  release(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param(byOrder) id: string, @Body() body: unknown) {
    const orderId = parse(uuid, id);
    parse(signRelease.request, body);
    return this.idempotency.run(key, `sign-release/${orderId}`, body, (tx) =>
      this.decide.release(tx, orderId, { actor, commandId: key, route: signRelease }),
    );
  }
}
