import type { readBoard } from '@lib/contracts/http/isolation/board';
import { ask, type Session } from '@lib/screens';
import type { z } from 'zod';
import type { BoardCard, BoardLane } from './board.js';

type Page = z.output<typeof readBoard.response>;
type Lane = Page['lanes'][number];

const path = '/api/isolation/v1/cases/board';

// What was written before an answer may have been committed after it: the next question reaches back behind the last one.
const overlapMs = 30_000;
const before = (asOf: string): string => new Date(Date.parse(asOf) - overlapMs).toISOString();

/** What is known of the board. It is read whole once, and after that only what changed; a card that did not keeps its object. */
export class BoardReader {
  #cards = new Map<string, BoardCard>();
  #lanes = new Map<string, Lane>();
  #asOf: string | undefined;

  constructor(private readonly session: Session) {}

  /** Reads what changed since the last time, or everything. Out: the server's time. Throws what isolation declines. */
  async read(scope: 'changed' | 'whole'): Promise<string> {
    const since = scope === 'whole' ? undefined : this.#asOf;
    const pages = await this.#pages(since && before(since));
    if (since === undefined) {
      this.#cards = new Map();
      this.#lanes = new Map();
    }
    for (const { cards, lanes } of pages) {
      for (const card of cards) this.#keep(card);
      for (const lane of lanes) this.#lanes.set(lane.escalationId, lane);
    }
    // The first page's: what changed while the others were read comes again.
    this.#asOf = pages[0]?.asOf ?? since ?? '';
    return this.#asOf;
  }

  /** Every tube with its people: those first that nobody took, then the oldest. */
  lanes(): BoardLane[] {
    const cardsOf = new Map<string, BoardCard[]>();
    for (const card of this.#cards.values())
      cardsOf.set(card.escalationId, [...(cardsOf.get(card.escalationId) ?? []), card]);
    const rank = ({ takenBy }: Lane): number => (takenBy === null ? 0 : 1);
    return [...this.#lanes.values()]
      .map((lane) => ({ ...lane, cards: cardsOf.get(lane.escalationId) ?? [] }))
      .sort((a, b) => rank(a) - rank(b) || a.raisedAt.localeCompare(b.raisedAt));
  }

  // A card that comes again as it was keeps its object, and is not drawn again.
  #keep(card: BoardCard): void {
    const known = this.#cards.get(card.caseId);
    if (known === undefined || JSON.stringify(known) !== JSON.stringify(card)) this.#cards.set(card.caseId, card);
  }

  async #pages(since: string | undefined): Promise<Page[]> {
    const { campaignId } = this.session;
    const pages: Page[] = [];
    let next: string | undefined;
    do {
      const query = new URLSearchParams({
        ...(campaignId ? { campaign: campaignId } : {}),
        ...(since ? { since } : {}),
        ...(next ? { cursor: next } : {}),
      });
      const page = await ask<Page>(`${path}?${query}`);
      pages.push(page);
      next = page.next;
    } while (next !== undefined);
    return pages;
  }
}
