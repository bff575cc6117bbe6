import { uuid } from '@lib/contracts/fields';
import {
  acceptDispatch,
  declineDispatch,
  offerDispatch,
  takeDispatch,
} from '@lib/contracts/http/notification/dispatches';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { accept, decline, offer, take } from './handing.decider.js';
import type { Hand, Handing, Held } from './handing.decider.js';
import { HandingStore } from './handing.store.js';

@Controller()
export class DispatchActsController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly handing: HandingStore,
  ) {}

  @Post(takeDispatch.path)
  @HttpCode(200)
  take(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('dispatchId') id: string, @Body() body: unknown) {
    return this.#run(actor, key, 'take', id, parse(takeDispatch.request, body ?? {}), take);
  }

  @Post(offerDispatch.path)
  @HttpCode(200)
  offer(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('dispatchId') id: string, @Body() body: unknown) {
    const asked = parse(offerDispatch.request, body ?? {});
    const to = { role: asked.toRole, person: asked.toPerson ?? null };
    return this.#run(actor, key, 'offer', id, asked, (held, by) => offer(held, by, to));
  }

  @Post(acceptDispatch.path)
  @HttpCode(200)
  accept(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('dispatchId') id: string, @Body() body: unknown) {
    return this.#run(actor, key, 'accept', id, parse(acceptDispatch.request, body ?? {}), accept);
  }

  @Post(declineDispatch.path)
  @HttpCode(200)
  decline(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('dispatchId') id: string,
    @Body() body: unknown,
  ) {
    return this.#run(actor, key, 'decline', id, parse(declineDispatch.request, body ?? {}), decline);
  }

  #run(
    actor: Actor,
    key: string,
    act: string,
    id: string,
    asked: { readonly expectedVersion?: number | undefined },
    law: (held: Held, by: Hand) => Handing,
  ) {
    const dispatchId = parse(uuid, id);
    return this.idempotency.run(key, `POST /v1/dispatches/${dispatchId}/${act}`, asked, (tx) =>
      this.handing.act(tx, actor, dispatchId, asked.expectedVersion, law),
    );
  }
}
