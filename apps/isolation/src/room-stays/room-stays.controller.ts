import { uuid } from '@lib/contracts/fields';
import {
  cancelStay,
  moveIn,
  moveOut,
  reserveRoom,
  roomDisinfected,
} from '@lib/contracts/http/isolation/isolation-points';
import type { RouteContract } from '@lib/contracts/route';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import type { StayState } from '@lib/vocabulary';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { RoomStays } from './room-stays.handler.js';

@Controller()
export class RoomStaysController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly stays: RoomStays,
  ) {}

  @Post(reserveRoom.path)
  reserve(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('pointId') id: string, @Body() body: unknown) {
    const asked = { pointId: parse(uuid, id), ...parse(reserveRoom.request, body) };
    return this.idempotency.run(key, `reserve-room/${asked.pointId}`, body, (tx) =>
      this.stays.reserve(tx, asked, { actor, commandId: key, route: reserveRoom }),
    );
  }

  @Post(moveIn.path)
  @HttpCode(200)
  moveIn(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('stayId') id: string) {
    return this.#step(actor, key, id, moveIn, { from: 'reserved', to: 'occupied' });
  }

  @Post(moveOut.path)
  @HttpCode(200)
  moveOut(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('stayId') id: string) {
    return this.#step(actor, key, id, moveOut, { from: 'occupied', to: 'disinfecting' });
  }

  @Post(roomDisinfected.path)
  @HttpCode(200)
  disinfected(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('stayId') id: string) {
    return this.#step(actor, key, id, roomDisinfected, { from: 'disinfecting', to: 'over' });
  }

  @Post(cancelStay.path)
  @HttpCode(200)
  cancel(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('stayId') id: string) {
    return this.#step(actor, key, id, cancelStay, { from: 'reserved', to: 'over' });
  }

  #step(actor: Actor, key: string, id: string, route: RouteContract, step: { from: StayState; to: StayState }) {
    const stayId = parse(uuid, id);
    return this.idempotency.run(key, `${route.path}/${stayId}`, {}, (tx) =>
      this.stays.step(tx, stayId, step, { actor, commandId: key, route }),
    );
  }
}
