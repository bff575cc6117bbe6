import { createHmac, randomBytes } from 'node:crypto';
import { Refusal } from '@lib/contracts/refusals';
import { CLOCK, Database, Log, Metrics } from '@lib/platform';
import type { Actor } from '@lib/platform';
import type { Clock, Pii } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { normaliseCard } from '../participant/card.js';
import { birthPart, isSpent, lookupLimits } from './lookup-budget.decider.js';
import type { Asked, LookupKind } from './lookup-budget.decider.js';

const hourMs = 3_600_000;
const callersMax = 10_000;

/** Counts what each caller asked, refuses who asks like a machine, and raises an alarm about who counts through cards. */
@Injectable()
export class LookupBudget {
  // Birthplaces and birthdays that missed, by caller: as an HMAC under a key of this process, for an hour, in memory only.
  private readonly births = new Map<string, { readonly untilMs: number; readonly counts: Map<string, number> }>();
  private readonly key = randomBytes(32);
  private readonly alarmed: (labels?: Readonly<Record<string, string>>) => void;

  constructor(
    private readonly database: Database,
    private readonly log: Log,
    @Inject(CLOCK) private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.alarmed = metrics.counter(
      'bulou_lookup_probing_total',
      'callers who counted through cards or asked too much',
      ['kind'],
    );
  }

  /** Throws LOOKUP_BUDGET_SPENT when the caller's hour is used up. */
  async mustHave(kind: LookupKind, { id }: Actor): Promise<void> {
    if (!isSpent(kind, await this.hourOf(kind, id))) return;
    this.alarmed({ kind });
    throw new Refusal('LOOKUP_BUDGET_SPENT');
  }

  /**
   * In: the cards that nobody has. Written before the answer is given. Throws LOOKUP_BUDGET_SPENT, so that this very answer
   * is not given either, for whoever counts through serials (the hour is spent at once), and for whoever asked so much at
   * the same time that one question did not see the other.
   */
  async count(kind: LookupKind, { id }: Actor, asked: number, missed: readonly Pii<string>[] | number): Promise<void> {
    const misses = typeof missed === 'number' ? missed : missed.length;
    const isProbing = typeof missed !== 'number' && this.isCountingThrough(id, missed);
    if (isProbing) {
      this.alarmed({ kind: 'serial' });
      this.log.warn('a caller counts through cards', { by: id, missed: misses });
    }
    await this.database.query(
      `insert into lookup_counts (actor, kind, minute, asked, missed, is_probing)
       values ($1, $2, date_trunc('minute', now()), $3, $4, $5)
       on conflict (actor, kind, minute) do update set asked = lookup_counts.asked + excluded.asked,
         missed = lookup_counts.missed + excluded.missed, is_probing = lookup_counts.is_probing or excluded.is_probing`,
      [id, kind, asked, isProbing ? misses + lookupLimits.hour.cardMisses : misses, isProbing],
    );
    const hour = await this.hourOf(kind, id);
    const others = { asked: hour.asked - asked, missed: hour.missed - misses };
    if (!isProbing && !isSpent(kind, others)) return;
    this.alarmed({ kind });
    throw new Refusal('LOOKUP_BUDGET_SPENT');
  }

  private async hourOf(kind: LookupKind, id: string): Promise<Asked> {
    const [hour] = await this.database.query<Asked>(
      `select coalesce(sum(asked), 0)::int as asked, coalesce(sum(missed), 0)::int as missed from lookup_counts
        where actor = $1 and kind = $2 and minute > now() - interval '1 hour'`,
      [id, kind],
    );
    return hour ?? { asked: 0, missed: 0 };
  }

  private isCountingThrough(caller: string, missed: readonly Pii<string>[]): boolean {
    const counts = this.countsOf(caller);
    let most = 0;
    for (const card of missed) {
      const part = birthPart(normaliseCard(card.reveal()));
      if (part === undefined) continue;
      const digest = createHmac('sha256', this.key).update(part).digest('base64');
      const count = (counts.get(digest) ?? 0) + 1;
      counts.set(digest, count);
      most = Math.max(most, count);
    }
    return most >= lookupLimits.sameBirthMisses;
  }

  private countsOf(caller: string): Map<string, number> {
    const nowMs = this.clock.now().getTime();
    const known = this.births.get(caller);
    if (known !== undefined && nowMs < known.untilMs) return known.counts;
    if (this.births.size >= callersMax) this.births.clear();
    const counts = new Map<string, number>();
    this.births.set(caller, { untilMs: nowMs + hourMs, counts });
    return counts;
  }
}
