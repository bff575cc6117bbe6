import { Log, SseHub } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { alarmsOnPage, AlarmView, unreadOf } from './alarm-view.store.js';
import type { Screen } from './alarm-view.store.js';

/** An alarm must ring within a second of its commit (issue 4, item 1); two looks a second leave room for the way there. */
const lookMs = 500;

interface Watched {
  readonly screen: Screen;
  screens: number;
  mark: string;
}

/** What rings, live. It looks at the rows, so it is right whichever replica wrote them and whatever Redis forgot. */
@Injectable()
export class AlarmStream implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;

  constructor(
    private readonly alarms: AlarmView,
    private readonly hub: SseHub,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.#look(), lookMs);
    this.#timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** Lets one screen in; it gets what is unread at once. */
  async join(reply: FastifyReply, screen: Screen): Promise<void> {
    // The mark is read before the list: what comes in between is sent once more, never missed.
    const { mark, unread } = await this.alarms.unread(screen);
    const alarms = await this.alarms.page(screen, true, null, alarmsOnPage);
    if (reply.raw.destroyed) return;
    const channel = JSON.stringify(screen);
    const watched = this.#watched.get(channel) ?? { screen, screens: 0, mark };
    watched.screens += 1;
    this.#watched.set(channel, watched);
    reply.raw.once('close', () => {
      watched.screens -= 1;
      if (watched.screens === 0) this.#watched.delete(channel);
    });
    this.hub.join(reply, channel, [{ event: 'alarms', payload: { alarms, unread } }]);
  }

  async #look(): Promise<void> {
    if (this.#watched.size === 0 || this.#isLooking) return;
    this.#isLooking = true;
    try {
      const places = Map.groupBy([...this.#watched], ([, { screen }]) => placeOf(screen));
      for (const screens of places.values()) await this.#lookAt(screens);
    } catch (error) {
      this.log.warn('alarms could not be read; the screens keep the last ones', { error: String(error) });
    } finally {
      this.#isLooking = false;
    }
  }

  // One look for everybody who watches the same place: a station has one place and many screens.
  async #lookAt(screens: readonly (readonly [string, Watched])[]): Promise<void> {
    const [first] = screens;
    if (first === undefined) return;
    const place = await this.alarms.unreadAt(first[1].screen);
    for (const [channel, watched] of screens) {
      const { mark, unread } = unreadOf(place, watched.screen.person);
      if (mark === watched.mark) continue;
      const alarms = await this.alarms.page(watched.screen, true, null, alarmsOnPage);
      watched.mark = mark;
      this.hub.publish(channel, { event: 'alarms', payload: { alarms, unread } });
    }
  }
}

const placeOf = ({ role, district, site, lab }: Screen): string => JSON.stringify([role, district, site, lab]);
