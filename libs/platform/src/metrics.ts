/** Labels of one value; few and closed, never an identifier. */
export type MetricLabels = Readonly<Record<string, string>>;

interface Gauge {
  readonly help: string;
  readonly kind: 'gauge' | 'counter';
  readonly read: () => Iterable<readonly [MetricLabels, number]>;
}

/** Numbers of one process in Prometheus text form, read when asked. */
export class Metrics {
  private readonly families = new Map<string, Gauge>();

  constructor(app: string) {
    this.gauge('bulou_process_resident_bytes', 'memory of the process', () => process.memoryUsage.rss(), { app });
    this.gauge(
      'bulou_process_cpu_seconds',
      'processor time used',
      () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
      { app },
    );
  }

  /** A number that is looked up when the metrics are read. */
  gauge(name: string, help: string, read: () => number, labels: MetricLabels = {}): void {
    this.families.set(name, { help, kind: 'gauge', read: () => [[labels, read()]] });
  }

  /** Out: a function that counts one (or more) under the given labels. */
  counter(name: string, help: string): (labels?: MetricLabels, by?: number) => void {
    const counts = new Map<string, { labels: MetricLabels; value: number }>();
    this.families.set(name, {
      help,
      kind: 'counter',
      read: () => [...counts.values()].map(({ labels, value }) => [labels, value] as const),
    });
    return (labels = {}, by = 1) => {
      const key = JSON.stringify(labels);
      const count = counts.get(key) ?? { labels, value: 0 };
      count.value += by;
      counts.set(key, count);
    };
  }

  /** Out: all of them as text. */
  text(): string {
    const lines: string[] = [];
    for (const [name, { help, kind, read }] of this.families) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`);
      for (const [labels, value] of read()) lines.push(`${name}${labelText(labels)} ${value}`);
    }
    return `${lines.join('\n')}\n`;
  }
}

function labelText(labels: MetricLabels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
