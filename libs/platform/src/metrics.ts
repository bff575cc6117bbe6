import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Labels of one value; few and closed, never an identifier. */
export type MetricLabels = Readonly<Record<string, string>>;

/** A value that takes a look at something, such as the store; what throws is left out of this reading. */
export type LateReading = () => Promise<number | undefined>;

/** Seconds; a scan should be below 0.15, an upload of a day may take some. */
const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 15, 60];

/** Numbers of one process in Prometheus text form, read when asked. */
export class Metrics {
  private readonly registry = new Registry();

  constructor(app: string) {
    this.registry.setDefaultLabels({ app });
    collectDefaultMetrics({ register: this.registry, prefix: 'bulou_' });
  }

  /** A number that is looked up when the metrics are read. */
  gauge(name: string, help: string, read: () => number, labels: MetricLabels = {}): void {
    this.late(name, help, () => Promise.resolve(read()), labels);
  }

  /** A number that takes a look at the store when the metrics are read; absent while it cannot be had. */
  late(name: string, help: string, read: LateReading, labels: MetricLabels = {}): void {
    new Gauge({
      name,
      help,
      labelNames: Object.keys(labels),
      registers: [this.registry],
      async collect() {
        this.reset();
        const value = await read().catch(() => undefined);
        if (value === undefined) this.remove(labels);
        else this.set(labels, value);
      },
    });
  }

  /** Out: a function that sets the value under the given labels. */
  setter<Label extends string>(
    name: string,
    help: string,
    labels: readonly Label[],
  ): (values: Readonly<Record<Label, string>>, value: number) => void {
    const gauge = new Gauge({ name, help, labelNames: [...labels], registers: [this.registry] });
    return (values, value) => gauge.set(values, value);
  }

  /** Out: a function that counts one (or more) under the given labels. */
  counter<Label extends string>(
    name: string,
    help: string,
    labels: readonly Label[] = [],
  ): (values?: Readonly<Record<Label, string>>, by?: number) => void {
    const counter = new Counter({ name, help, labelNames: [...labels], registers: [this.registry] });
    return (values = {} as Record<Label, string>, by = 1) => counter.inc(values, by);
  }

  /** Out: a function that files one duration, in seconds, under the given labels. */
  duration<Label extends string>(
    name: string,
    help: string,
    labels: readonly Label[],
  ): (values: Readonly<Record<Label, string>>, seconds: number) => void {
    const histogram = new Histogram({
      name,
      help,
      labelNames: [...labels],
      buckets: secondsBuckets,
      registers: [this.registry],
    });
    return (values, seconds) => histogram.observe(values, seconds);
  }

  /** Out: all of them as text. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
