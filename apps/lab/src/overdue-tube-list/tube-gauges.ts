import { Database, Metrics, showNumbers, type StoreGauge } from '@lib/platform';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

const gauges: readonly StoreGauge[] = [
  {
    name: 'bulou_tube_at_laboratory_oldest_seconds',
    help: 'age of the oldest tube that is expected or received and has no result',
    sql: `select extract(epoch from clock_timestamp() - t.recorded_at) as value
            from lab_tubes t join expected_tubes e using (tube_id)
           where t.state in ('expected', 'received') and e.batch_id is not null order by t.recorded_at limit 1`,
  },
  {
    name: 'bulou_result_unreleased_oldest_seconds',
    help: 'age of the oldest result that nobody has released',
    sql: `select extract(epoch from clock_timestamp() - recorded_at) as value from results
           where effective and status = 'preliminary' order by recorded_at limit 1`,
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
