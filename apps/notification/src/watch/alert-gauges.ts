import { Database, Metrics, showNumbers, type StoreGauge } from '@lib/platform';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

const age = 'extract(epoch from clock_timestamp() - opened_at)';

const gauges: readonly StoreGauge[] = [
  {
    name: 'bulou_alerts_untaken',
    help: 'alerts that no person has taken over',
    sql: 'select count(*) as value from escalations where taken_at is null and revoked_at is null',
  },
  {
    name: 'bulou_alert_untaken_oldest_seconds',
    help: 'age of the oldest alert that no person has taken over',
    sql: `select ${age} as value from escalations
           where taken_at is null and revoked_at is null order by opened_at limit 1`,
  },
  {
    name: 'bulou_alert_unreceived_oldest_seconds',
    help: 'age of the oldest alert that isolation has not acknowledged',
    sql: `select ${age} as value from escalations
           where received_at is null and revoked_at is null order by opened_at limit 1`,
  },
];

/** Shows how long alerts wait for a machine and for a person: two clocks, never one (settled 5). */
@Injectable()
export class AlertGauges implements OnApplicationBootstrap {
  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
  ) {}

  onApplicationBootstrap(): void {
    showNumbers(this.metrics, this.database, gauges);
  }
}
