import type { StoreGauge } from '@lib/platform';

// Counting stops here: more than this is an alarm whatever the number is.
const countMax = 100_000;

/** What every room shows of its pipe: facts that wait to be sent, and events that were put aside. */
export const pipeGauges: readonly StoreGauge[] = [
  {
    name: 'bulou_outbox_waiting',
    help: 'facts committed and not yet with the brokers',
    sql: `select count(*) as value from (select 1 from outbox where published_at is null limit ${countMax}) as waiting`,
  },
  {
    name: 'bulou_outbox_oldest_seconds',
    help: 'age of the oldest fact that is not yet with the brokers',
    sql: `select extract(epoch from clock_timestamp() - recorded_at) as value
            from outbox where published_at is null order by position limit 1`,
  },
  {
    name: 'bulou_parked_events',
    help: 'events that were put aside and wait for a person',
    sql: `select count(*) as value from dead_letters where state in ('failing', 'parked')`,
  },
];
