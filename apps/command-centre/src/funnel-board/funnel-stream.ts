import { Database, Log, SseHub } from '@lib/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { FunnelBoard } from './funnel-board.js';

/** Once a second is as often as a person can read; it bounds the work whatever the number of screens and facts. */
const lookMs = 1_000;
/** A wall marks its numbers stale after fifteen seconds of silence (screens §1.4); three of these fit in. */
const beatMs = 5_000;

interface Watched {
  readonly campaignId: string;
  readonly roundId: string | undefined;
  screens: number;
  /** Facts that the campaign had when the channel was last served. */
  factsShown: number;
  servedAt: number;
}

const channelOf = (campaignId: string, roundId: string | undefined): string => `${campaignId} ${roundId ?? ''}`;

/**
 * The funnel, live: one look a second at the number of facts of the watched campaigns, one reading per campaign that
 * changed, sent to all its screens. It looks at the database, so it is right whichever replica counted the facts.
 */
@Injectable()
export class FunnelStream implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SseHub) private readonly hub: SseHub,
    @Inject(Log) private readonly log: Log,
    private readonly board: FunnelBoard,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.#look(), lookMs);
    this.#timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** Lets one screen in; it gets the present funnel at once. Throws CAMPAIGN_UNKNOWN. */
  async join(reply: FastifyReply, campaignId: string, roundId: string | undefined): Promise<void> {
    // Counted before the funnel is read: what comes in between is served once more, never missed.
    const [known] = await this.#factsOf([campaignId]);
    const funnel = await this.board.read(campaignId, roundId);
    // A screen that left meanwhile would never be counted out again.
    if (reply.raw.destroyed) return;
    const channel = channelOf(campaignId, roundId);
    const factsShown = known?.facts ?? 0;
    const fresh: Watched = { campaignId, roundId, screens: 0, factsShown, servedAt: performance.now() };
    const watched = this.#watched.get(channel) ?? fresh;
    watched.screens += 1;
    this.#watched.set(channel, watched);
    reply.raw.once('close', () => {
      watched.screens -= 1;
      if (watched.screens === 0) this.#watched.delete(channel);
    });
    this.hub.join(reply, channel, [{ event: 'funnel', payload: funnel }]);
  }

  async #look(): Promise<void> {
    if (this.#watched.size === 0 || this.#isLooking) return;
    this.#isLooking = true;
    try {
      await this.#serve();
    } catch (error) {
      this.log.warn('the wall could not be read; its screens keep the last numbers and hear no heartbeat', {
        error: error instanceof Error ? error.message : String(error),
      });
    } finally {
      this.#isLooking = false;
    }
  }

  async #serve(): Promise<void> {
    const campaignIds = [...new Set([...this.#watched.values()].map((watched) => watched.campaignId))];
    const rows = await this.#factsOf(campaignIds);
    const seen = new Map(rows.map((row) => [row.campaign_id, row]));
    for (const [channel, watched] of this.#watched) {
      const row = seen.get(watched.campaignId);
      if (row === undefined) continue;
      if (row.facts !== watched.factsShown) {
        const payload = await this.board.read(watched.campaignId, watched.roundId);
        this.#publish(channel, watched, 'funnel', payload);
        watched.factsShown = row.facts;
      } else if (performance.now() - watched.servedAt >= beatMs) {
        this.#publish(channel, watched, 'heartbeat', { asOf: row.at.toISOString() });
      }
    }
  }

  #factsOf(campaignIds: readonly string[]): Promise<{ campaign_id: string; facts: number; at: Date }[]> {
    return this.database.query(
      `select c.id as campaign_id, coalesce(f.facts, 0) as facts, clock_timestamp() as at
       from unnest($1::uuid[]) as c(id) left join freshness f on f.campaign_id = c.id`,
      [campaignIds],
    );
  }

  #publish(channel: string, watched: Watched, event: string, payload: unknown): void {
    this.hub.publish(channel, { event, payload });
    watched.servedAt = performance.now();
  }
}
