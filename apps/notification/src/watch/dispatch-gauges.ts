import { Database, limits, Metrics, showNumbers, type StoreGauge } from '@lib/platform';
import { isUntoldSql } from '../dispatch/dispatch-rows.js';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

const gauges: readonly StoreGauge[] = [
  {
    name: 'bulou_dispatches_untaken',
    help: 'dispatches that no person has taken over',
    sql: 'select count(*) as value from dispatches where taken_at is null and ended_at is null',
  },
  {
    name: 'bulou_dispatch_untaken_oldest_seconds',
    help: 'age of the oldest dispatch that no person has taken over',
    sql: `select extract(epoch from clock_timestamp() - opened_at) as value from dispatches
           where taken_at is null and ended_at is null order by opened_at, dispatch_id limit 1`,
  },
  {
    name: 'bulou_dispatch_unreceived_oldest_seconds',
    help: 'age of the oldest call of a dispatch that no worker has told',
    sql: `select extract(epoch from clock_timestamp() - min(called_at)) as value from dispatches d
           where ${isUntoldSql}`,
  },
  {
    name: 'bulou_dispatch_received_p99_seconds',
    help: 'time from opening until a dispatch was received, 99th percentile of the last hour',
    sql: `select percentile_cont(0.99) within group (order by extract(epoch from received_at - opened_at)) as value
            from dispatches where received_at > (select clock_timestamp()) - interval '1 hour'`,
  },
  {
    name: 'bulou_jobs_failed_for_good',
    help: 'alerts, dispatches and ways of notices whose job failed for good in the last hour, or that are not through yet',
    sql: `select (select count(*) from escalations where failed_at > (select clock_timestamp()) - interval '1 hour'
                     and received_at is null and revoked_at is null)
               + (select count(*) from dispatches d where failed_at > (select clock_timestamp()) - interval '1 hour'
                     and ${isUntoldSql})
               + (select count(*) from notice_sends where lost >= ${limits.noticeLosses.value}
                     and (next_at is not null or failed_at > (select clock_timestamp()) - interval '1 hour')) as value`,
  },
];

/** Shows how long dispatches wait for a machine and for a person, and which jobs break. */
@Injectable()
export class DispatchGauges implements OnApplicationBootstrap {
  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
  ) {}

  onApplicationBootstrap(): void {
    showNumbers(this.metrics, this.database, gauges);
  }
}
