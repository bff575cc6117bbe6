import type { BoardCard } from '@lib/contracts/http/isolation/board';
import { Database } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { BoardColumn, Role } from '@lib/vocabulary';
import { boardColumns } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { edgeKinds } from '../edges/edge.decider.js';
import { taskKindOf } from '../tasks/task-kinds.js';
import {
  boardFilter,
  boardPageRows,
  boardTable,
  edgesOfCases,
  lanesOf,
  measuresOfCases,
  ordersOfCases,
} from './board-sql.js';
import type { BoardMeasure, BoardRow } from './board-sql.js';

export interface BoardQuestion {
  readonly district: string;
  readonly campaign?: string | undefined;
  readonly tube?: string | undefined;
  readonly owner?: string | undefined;
  readonly column?: BoardColumn | undefined;
  readonly isOverdueOnly?: boolean;
  readonly since?: string | undefined;
  /** When the result of the last card of the page before landed, and which case it was. */
  readonly after?: readonly [string, string] | undefined;
}

interface EdgeRow {
  readonly caseId: string;
  readonly taskId: string;
  readonly kind: string;
  readonly state: 'open' | 'done' | 'cancelled';
  readonly ownerRole: Role;
  readonly ownerPerson: string | null;
  readonly offeredTo: string | null;
  readonly dueAt: Date;
  readonly outcome: string | null;
  readonly version: number;
}

interface OrderRow {
  readonly caseId: string;
  readonly orderId: string;
  readonly state: string;
  readonly dueAt: Date;
}

type Reader = Pick<Database, 'query'>;
const parameters = (asked: BoardQuestion, caseId: string | null): unknown[] => [
  ...[asked.district, asked.campaign ?? null, asked.tube ?? null, caseId],
  ...[asked.owner ?? null, asked.column ?? null, asked.isOverdueOnly === true],
];

/** The cases of a district as cards; people are pseudonyms. Read from the rows themselves, so it is never behind them. */
@Injectable()
export class Board {
  constructor(private readonly database: Database) {}

  /** Out: a page of cards, the oldest result first, and one more when there is a next page. */
  async page(asked: BoardQuestion, asOf: Date): Promise<{ cards: BoardCard[]; hasMore: boolean }> {
    const rows = await this.database.query<BoardRow>(
      `with ${boardTable}
       select * from board where ${boardFilter}
          and ($8::timestamptz is null or "changedAt" > $8)
          and ($9::timestamptz is null or ("raisedAt", "caseId") > ($9, $10::uuid))
        order by "raisedAt", "caseId" limit ${boardPageRows + 1}`,
      [...parameters(asked, null), asked.since ?? null, asked.after?.[0] ?? null, asked.after?.[1] ?? null],
    );
    const page = rows.slice(0, boardPageRows);
    return { cards: await cardsFrom(this.database, page, asOf), hasMore: rows.length > boardPageRows };
  }

  /** Out: how many cards stand in each column, and how many of them are past a clock. */
  async counts(asked: BoardQuestion) {
    const rows = await this.database.query<{ column: BoardColumn; cards: number; overdue: number }>(
      `with ${boardTable}
       select "column", count(*)::int as cards, count(*) filter (where "dueAt" <= (select clock_timestamp()))::int as overdue
         from board where ${boardFilter} group by 1`,
      parameters(asked, null),
    );
    const counted = new Map(rows.map((row) => [row.column, row]));
    return Object.entries(boardColumns).map(([name, words]) => {
      const column = name as BoardColumn;
      return { column, words, cards: counted.get(column)?.cards ?? 0, overdue: counted.get(column)?.overdue ?? 0 };
    });
  }

  async lanes(escalationIds: readonly string[]): Promise<object[]> {
    return this.database.query(lanesOf, [[...new Set(escalationIds)]]);
  }

  /** The card of one case as the transaction sees it. Throws when the district has no such case. */
  async card(tx: Tx, district: string, caseId: string): Promise<BoardCard> {
    const rows = await tx.query<BoardRow>(
      `with ${boardTable} select * from board where ${boardFilter}`,
      parameters({ district }, caseId),
    );
    const [card] = await cardsFrom(tx, rows, tx.recordedAt);
    if (card === undefined) throw new Error(`case ${caseId} is not on the board of its own district`);
    return card;
  }
}

async function cardsFrom(reader: Reader, rows: readonly BoardRow[], asOf: Date): Promise<BoardCard[]> {
  if (rows.length === 0) return [];
  const ids = [rows.map(({ caseId }) => caseId)];
  const edges = Map.groupBy(await reader.query<EdgeRow>(edgesOfCases, ids), (row) => row.caseId);
  const measures = Map.groupBy(await reader.query<BoardMeasure>(measuresOfCases, ids), (row) => row.caseId);
  const orders = new Map((await reader.query<OrderRow>(ordersOfCases, ids)).map((row) => [row.caseId, row]));
  return rows.map((row) => {
    const { isTaken: _taken, changedAt: _changed, callsTotal, callsUnreached, lastCall, lastCallAt, ...card } = row;
    const { raisedAt, firstContactAt, dueAt, caseId } = card;
    const order = orders.get(caseId);
    return {
      ...card,
      raisedAt: raisedAt.toISOString(),
      firstContactAt: firstContactAt?.toISOString() ?? null,
      dueAt: dueAt?.toISOString() ?? null,
      isOverdue: dueAt !== null && dueAt <= asOf,
      edges: inOrder(edges.get(caseId) ?? []).map((edge) => shownEdge(edge, asOf)),
      measures: (measures.get(caseId) ?? []).map(({ measureId, kind, endsAt }) => ({
        ...{ measureId, kind, endsAt: endsAt.toISOString() },
      })),
      order: order === undefined ? null : { ...idOf(order), state: order.state, dueAt: order.dueAt.toISOString() },
      calls: {
        ...{ total: callsTotal, unreached: callsUnreached, last: lastCall, lastAt: lastCallAt?.toISOString() ?? null },
      },
    };
  });
}

const idOf = ({ orderId }: OrderRow) => ({ orderId });
const place = ({ kind }: EdgeRow): number => edgeKinds.findIndex((one) => one === kind);
const inOrder = (edges: readonly EdgeRow[]): EdgeRow[] => edges.toSorted((a, b) => place(a) - place(b));

function shownEdge({ caseId: _case, ...edge }: EdgeRow, asOf: Date): BoardCard['edges'][number] {
  const kind = taskKindOf(edge.kind);
  return {
    ...edge,
    kindWords: { zh: kind?.zh ?? edge.kind, en: kind?.en ?? edge.kind },
    dueAt: edge.dueAt.toISOString(),
    isOverdue: edge.state === 'open' && edge.dueAt <= asOf,
  };
}
