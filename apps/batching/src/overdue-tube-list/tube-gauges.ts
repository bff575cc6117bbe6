import { Database, Metrics, showNumbers, type StoreGauge } from '@lib/platform';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

const gauges: readonly StoreGauge[] = [
  {
    name: 'bulou_tube_at_site_oldest_seconds',
    help: 'age of the oldest tube that is opened, sealed or boxed and not handed over',
    sql: `select extract(epoch from clock_timestamp() - opened_at) as value from tubes
           where state in ('opened', 'sealed', 'boxed') order by opened_at limit 1`,
  },
];

/** Shows the tube that has waited longest for its next step. */
@Injectable()
export class TubeGauges implements OnApplicationBootstrap {
  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
  ) {}

  onApplicationBootstrap(): void {
    showNumbers(this.metrics, this.database, gauges);
  }
}
