import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

export type CaseStep = 'opened' | 'verified' | 'cleared' | 'revoked';

/** What a fact tells about a case: how far it is, and a tube that it hangs on. */
export interface CaseTelling {
  readonly caseId: string;
  readonly campaignId: string;
  readonly tubeId: string;
  readonly step: CaseStep;
  /** True for the tube that the case began with: it says to which round the case belongs. */
  readonly isOrigin: boolean;
  readonly at: Date;
  /** Its place among the facts of the case, as isolation counted them. */
  readonly sequence: number;
}

/** What a fact tells about a recollection order. */
export interface RecollectionTelling {
  readonly orderId: string;
  readonly campaignId: string;
  readonly cause: string;
  readonly causeTubeId: string;
}

const steps = {
  opened_at: 'timestamptz',
  verified_at: 'timestamptz',
  cleared_at: 'timestamptz',
  revoked_at: 'timestamptz',
};
const numbers = { opened_seq: 'int', verified_seq: 'int', cleared_seq: 'int', revoked_seq: 'int' };
const noNumbers = { opened_seq: 0, verified_seq: 0, cleared_seq: 0, revoked_seq: 0 };

/** The only writer of `cases`, `case_tubes` and `recollections`. Of each step the earliest time and the highest number stay. */
@Injectable()
export class CaseBoard {
  async applyCases(tellings: readonly CaseTelling[], tx: Tx): Promise<void> {
    const rows = new Map<string, Record<string, unknown>>();
    const links = new Map<string, { case_id: string; tube_id: string; is_origin: boolean }>();
    for (const { caseId, campaignId, tubeId, step, isOrigin, at, sequence } of tellings) {
      const row = rows.get(caseId) ?? { case_id: caseId, campaign_id: campaignId, ...noNumbers };
      const column = `${step}_at`;
      const known = row[column];
      row[column] = known instanceof Date && known < at ? known : at;
      row[`${step}_seq`] = Math.max(Number(row[`${step}_seq`]), sequence);
      rows.set(caseId, row);
      const link = `${caseId} ${tubeId}`;
      const wasOrigin = links.get(link)?.is_origin ?? false;
      links.set(link, { case_id: caseId, tube_id: tubeId, is_origin: isOrigin || wasOrigin });
    }
    const sets = [
      ...Object.keys(steps).map((column) => `${column} = least(cases.${column}, excluded.${column})`),
      ...Object.keys(numbers).map((column) => `${column} = greatest(cases.${column}, excluded.${column})`),
    ];
    const columns = { case_id: 'uuid', campaign_id: 'uuid', ...steps, ...numbers };
    await insertRows(tx, 'cases', columns, inOrder(rows), {
      onConflict: `(case_id) do update set ${sets.join(', ')}`,
    });
    const linkColumns = { case_id: 'uuid', tube_id: 'text', is_origin: 'boolean' };
    await insertRows(tx, 'case_tubes', linkColumns, inOrder(links), {
      onConflict: '(case_id, tube_id) do update set is_origin = case_tubes.is_origin or excluded.is_origin',
    });
  }

  async applyRecollections(tellings: readonly RecollectionTelling[], tx: Tx): Promise<void> {
    const rows = new Map(
      tellings.map((told) => [
        told.orderId,
        {
          order_id: told.orderId,
          campaign_id: told.campaignId,
          cause: told.cause,
          cause_tube_id: told.causeTubeId,
        },
      ]),
    );
    const columns = { order_id: 'uuid', campaign_id: 'uuid', cause: 'text', cause_tube_id: 'text' };
    await insertRows(tx, 'recollections', columns, inOrder(rows), { onConflict: '(order_id) do nothing' });
  }
}

// One order of locks for all transactions.
const inOrder = <T>(rows: ReadonlyMap<string, T>): T[] =>
  [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
