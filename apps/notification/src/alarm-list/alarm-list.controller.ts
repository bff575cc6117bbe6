import { uuid } from '@lib/contracts/fields';
import { listAlarms } from '@lib/contracts/http/notification/alarms';
import { Actor, boundTo, CLOCK, cursorOf, encodeCursor, parse } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { alarmsOnPage, AlarmView, screenOf } from './alarm-view.store.js';

const query = listAlarms.query.extend({ cursor: cursorOf(uuid).optional() });

/** What rings, or rang, on the caller's screen. */
@Controller()
export class AlarmListController {
  constructor(
    private readonly alarms: AlarmView,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listAlarms.path)
  async get(@Actor() actor: Actor, @Query() asked: unknown) {
    const { cursor, state } = parse(query, asked);
    boundTo(actor, listAlarms);
    const screen = screenOf(actor);
    const rows = await this.alarms.page(screen, state === 'unread', cursor?.[0] ?? null, alarmsOnPage + 1);
    const { unread } = await this.alarms.unread(screen);
    const page = rows.slice(0, alarmsOnPage);
    const last = rows.length > alarmsOnPage ? page.at(-1)?.alarmId : undefined;
    const asOf = this.clock.now().toISOString();
    return { alarms: page, unread, asOf, ...(last === undefined ? {} : { next: encodeCursor(last) }) };
  }
}
