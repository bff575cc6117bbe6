import type { BoardCard, boardLane } from '@lib/contracts/http/isolation/board';
import { boardColumns, type BoardColumn } from '@lib/vocabulary';
import type { z } from 'zod';

export type { BoardCard };

export const columnNames = Object.keys(boardColumns) as BoardColumn[];

/** A tube and its people. */
export type BoardLane = z.output<typeof boardLane> & { readonly cards: readonly BoardCard[] };

/** What is looked for. Each one narrows the others. */
export interface BoardFilter {
  readonly isMine: boolean;
  readonly isOverdue: boolean;
  readonly isHousehold: boolean;
  readonly withEnded: boolean;
  /** The last digits of a tube, or a site. */
  readonly text: string;
}

export const noFilter: BoardFilter = {
  isMine: false,
  isOverdue: false,
  isHousehold: false,
  withEnded: false,
  text: '',
};

const isPast = (dueAt: string | null, nowMs: number): boolean => dueAt !== null && Date.parse(dueAt) < nowMs;

/** Which households have more than one person on the board, each with its people. */
export function householdsOf(lanes: readonly BoardLane[]): Map<string, BoardCard[]> {
  const grouped = new Map<string, BoardCard[]>();
  for (const card of lanes.flatMap(({ cards }) => cards)) {
    if (card.householdKey !== null) grouped.set(card.householdKey, [...(grouped.get(card.householdKey) ?? []), card]);
  }
  return new Map([...grouped].filter(([, people]) => people.length > 1));
}

function isKept(
  card: BoardCard,
  filter: BoardFilter,
  seen: { actor: string; nowMs: number; households: ReadonlyMap<string, unknown> },
): boolean {
  if (filter.isMine && card.ownerPerson !== seen.actor) return false;
  if (filter.isOverdue && !isPast(card.dueAt, seen.nowMs)) return false;
  if (filter.isHousehold && !seen.households.has(card.householdKey ?? '')) return false;
  return filter.withEnded || card.column !== 'ended';
}

/**
 * The lanes that are shown. In: all of them, what is looked for, who looks and the server's time. Out: each with the cards
 * that fit; a tube whose people have all ended is left out unless ended ones are asked for.
 */
export function narrow(
  lanes: readonly BoardLane[],
  filter: BoardFilter,
  seen: { actor: string; nowMs: number },
): BoardLane[] {
  const households = householdsOf(lanes);
  const text = filter.text.trim();
  return lanes
    .filter((lane) => text === '' || lane.tubeId.includes(text) || lane.siteCode.includes(text))
    .map((lane) => ({
      ...lane,
      cards: sortHousehold(
        lane.cards.filter((card) => isKept(card, filter, { ...seen, households })),
        households,
      ),
    }))
    .filter((lane) => lane.cards.length > 0 || isWaiting(lane, filter));
}

// A tube that nobody took stands on the board, though none of its people is known yet.
function isWaiting({ takenBy, isWithdrawn }: BoardLane, { isMine, isOverdue, isHousehold }: BoardFilter): boolean {
  return takenBy === null && !isWithdrawn && !isMine && !isOverdue && !isHousehold;
}

// People who live together stand one under the other.
function sortHousehold(cards: readonly BoardCard[], households: ReadonlyMap<string, unknown>): BoardCard[] {
  const first = new Map<string, number>();
  for (const { householdKey, position } of cards)
    if (householdKey !== null && households.has(householdKey) && !first.has(householdKey))
      first.set(householdKey, position);
  const rank = ({ householdKey, position }: BoardCard): number => first.get(householdKey ?? '') ?? position;
  return [...cards].sort((a, b) => rank(a) - rank(b) || a.position - b.position);
}

/** How many people stand in each column. */
export function countColumns(lanes: readonly BoardLane[]): Record<BoardColumn, number> {
  const counts = Object.fromEntries(columnNames.map((name) => [name, 0])) as Record<BoardColumn, number>;
  for (const { cards } of lanes) for (const { column } of cards) counts[column] += 1;
  return counts;
}
