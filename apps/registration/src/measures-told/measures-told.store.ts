import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

/** Which measure, on whom, decided at which site. */
export interface ToldMeasure {
  readonly measureId: string;
  readonly campaignId: string;
  readonly participantId: string;
  readonly siteCode: string;
}

/** Times are ISO 8601, as they came. */
export interface BegunMeasure extends ToldMeasure {
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface EndedMeasure extends ToldMeasure {
  readonly endedAt: string;
}

const whose = { measure_id: 'uuid', campaign_id: 'uuid', participant_id: 'uuid', site_code: 'text' };

/** The only writer of what isolation told of measures. */
@Injectable()
export class MeasuresTold {
  async begun(tx: Tx, told: readonly BegunMeasure[]): Promise<void> {
    const rows = told.map((one) => ({ ...rowOf(one), starts_at: one.startsAt, ends_at: one.endsAt }));
    const columns = { ...whose, starts_at: 'timestamptz', ends_at: 'timestamptz' };
    const onConflict = '(measure_id) do update set starts_at = excluded.starts_at, ends_at = excluded.ends_at';
    await insertRows(tx, 'measures_told', columns, each(rows), { onConflict });
  }

  async ended(tx: Tx, told: readonly EndedMeasure[]): Promise<void> {
    const rows = told.map((one) => ({ ...rowOf(one), ended_at: one.endedAt }));
    const columns = { ...whose, ended_at: 'timestamptz' };
    const onConflict = '(measure_id) do update set ended_at = excluded.ended_at';
    await insertRows(tx, 'measures_told', columns, each(rows), { onConflict });
  }

  /**
   * Out: a measure that gives this district a reason to reach the person: it was decided at a site of the district, or
   * the person lives there, and it is not over, heard of or not.
   */
  async keeping(tx: Tx, participantId: string, district: string): Promise<string | undefined> {
    const [found] = await tx.query<{ measureId: string }>(
      `select told.measure_id as "measureId" from measures_told told left join participants people using (participant_id)
        where told.participant_id = $1 and (left(told.site_code, 6) = $2 or left(people.division_code, 6) = $2)
          and ${isNotOver('told')}
        order by told.ends_at desc, told.measure_id limit 1`,
      [participantId, district],
    );
    return found?.measureId;
  }
}

/** True in SQL for a measure of the alias that is not over; a stage that is yet to begin counts. */
export const isNotOver = (alias: string): string =>
  `(${alias}.ended_at is null and ${alias}.ends_at > (select clock_timestamp()))`;

const rowOf = (one: ToldMeasure) => ({
  measure_id: one.measureId,
  campaign_id: one.campaignId,
  participant_id: one.participantId,
  site_code: one.siteCode,
});

// One statement changes a row once.
const each = <R extends { readonly measure_id: string }>(rows: readonly R[]): R[] => [
  ...new Map(rows.map((row) => [row.measure_id, row])).values(),
];
