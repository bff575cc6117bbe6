import type { Database } from './database.js';
import type { Metrics } from './metrics.js';

/** A number of the store, read when somebody asks for the metrics. */
export interface StoreGauge {
  readonly name: string;
  readonly help: string;
  /** Gives one row with a number `value`; walks an index, since it runs at every scrape. */
  readonly sql: string;
}

/** Shows numbers of the store; one that cannot be had is absent from that reading, and nothing else suffers. */
export function showNumbers(metrics: Metrics, database: Database, gauges: readonly StoreGauge[]): void {
  for (const { name, help, sql } of gauges) {
    metrics.late(name, help, async () => {
      const [row] = await database.query<{ value: string | number | null }>(sql);
      return Number(row?.value ?? 0);
    });
  }
}
