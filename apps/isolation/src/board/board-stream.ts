import { CLOCK, Database, Log, SseHub } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** As often as a person can read; it bounds the work whatever the number of screens. */
const lookMs = 1_000;

interface Watched {
  screens: number;
  seen: string;
}

/**
 * Says when a board changed, not what: each screen then asks for what it may see. One look a second at the newest change of
 * each district that somebody watches, in the database, so that it is right whichever replica wrote it.
 */
@Injectable()
export class BoardStream implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SseHub) private readonly hub: SseHub,
    @Inject(Log) private readonly log: Log,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.#look(), lookMs);
    this.#timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  async join(reply: FastifyReply, district: string): Promise<void> {
    const [seen = ''] = (await this.#newest([district])).values();
    if (reply.raw.destroyed) return;
    const watched = this.#watched.get(district) ?? { screens: 0, seen };
    watched.screens += 1;
    this.#watched.set(district, watched);
    reply.raw.once('close', () => {
      watched.screens -= 1;
      if (watched.screens === 0) this.#watched.delete(district);
    });
    this.hub.join(reply, `board ${district}`, [this.#sign()]);
  }

  async #look(): Promise<void> {
    if (this.#watched.size === 0 || this.#isLooking) return;
    this.#isLooking = true;
    try {
      for (const [district, seen] of await this.#newest([...this.#watched.keys()])) {
        const watched = this.#watched.get(district);
        if (watched === undefined || watched.seen === seen) continue;
        watched.seen = seen;
        this.hub.publish(`board ${district}`, this.#sign());
      }
    } catch (error) {
      this.log.warn('boards could not be looked at; their screens hear of changes at the next look', {
        error: String(error),
      });
    } finally {
      this.#isLooking = false;
    }
  }

  #sign() {
    return { event: 'changed', payload: { asOf: this.clock.now().toISOString() } };
  }

  async #newest(districts: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.database.query<{ district: string; newest: string }>(
      `select d as district, concat_ws(' ',
          (select max(c.changed_at) from cases c where c.district_code = d),
          (select max(t.changed_at) from tasks t where t.district_code = d),
          (select max(a.changed_at) from alerts a where a.district_code = d),
          (select max(a.received_at) from alerts a where a.district_code = d)) as newest
         from unnest($1::text[]) as d`,
      [districts],
    );
    return new Map(rows.map(({ district, newest }) => [district, newest]));
  }
}
