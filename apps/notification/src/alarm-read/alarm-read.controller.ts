import { uuid } from '@lib/contracts/fields';
import { readAlarm } from '@lib/contracts/http/notification/alarms';
import { Refusal } from '@lib/contracts/refusals';
import { Actor, boundTo, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { isOnScreenSql, screenOf, valuesOf } from '../alarm-list/alarm-view.store.js';

/** Somebody has seen what rang. Whoever read it first stays the reader. */
@Controller()
export class AlarmReadController {
  constructor(private readonly idempotency: Idempotency) {}

  @Post(readAlarm.path)
  @HttpCode(200)
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('alarmId') id: string, @Body() body: unknown) {
    const alarmId = parse(uuid, id);
    boundTo(actor, readAlarm);
    const content = parse(readAlarm.request, body);
    return this.idempotency.run(key, `POST /v1/alarms/${alarmId}/read`, content, (tx) =>
      this.#read(tx, alarmId, actor),
    );
  }

  async #read(tx: Tx, alarmId: string, actor: Actor) {
    const [row] = await tx.query<{ readAt: Date; readBy: string }>(
      `update notice_sends s set state = 'read', read_at = coalesce(s.read_at, $7), read_by = coalesce(s.read_by, $8)
         from notices n
        where n.notice_id = s.notice_id and s.channel = 'screen' and s.notice_id = $6 and ${isOnScreenSql}
        returning s.read_at as "readAt", s.read_by as "readBy"`,
      [...valuesOf(screenOf(actor)), alarmId, tx.recordedAt, actor.id],
    );
    if (row === undefined) throw new Refusal('NOT_FOUND');
    return { alarmId, readAt: row.readAt.toISOString(), readBy: row.readBy };
  }
}
