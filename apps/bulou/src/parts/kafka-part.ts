import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LauncherConfig } from '../bulou.config.js';
import { Lacking, WrongUsage } from '../outcome.js';
import type { Ports } from '../ports.js';
import type { KafkaJars } from '../provision/kafka-jars.js';
import { runTool } from '../provision/run-tool.js';
import type { Secrets } from '../secrets.js';
import type { ProcessSpec } from '../supervisor/spec.js';

export type BrokerCount = 1 | 3;

const LOG4J = `<Configuration status="WARN">
  <Appenders><Console name="out"><PatternLayout pattern="[%d] %p %m (%c)%n"/></Console></Appenders>
  <Loggers>
    <Logger name="kafka" level="INFO"/><Logger name="org.apache.kafka" level="INFO"/>
    <Logger name="org.apache.kafka.common.config" level="WARN"/><Logger name="kafka.server.KafkaConfig" level="WARN"/>
    <Root level="WARN"><AppenderRef ref="out"/></Root>
  </Loggers>
</Configuration>
`;

const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** One combined broker and controller; the same keys as `docker-compose.yml` gives in its KAFKA_ variables. */
export function brokerProperties(
  id: number,
  count: BrokerCount,
  ports: Ports,
  folder: string,
): Record<string, string | number> {
  const replicas = count;
  // With three nodes a write is on two before it is acknowledged: one may be lost, and nothing is.
  const inSync = count === 1 ? 1 : 2;
  return {
    'process.roles': 'broker,controller',
    'node.id': id,
    'controller.quorum.voters': range(count)
      .map((node) => `${node}@127.0.0.1:${ports.controller(node)}`)
      .join(','),
    listeners: `PLAINTEXT://127.0.0.1:${ports.broker(id)},CONTROLLER://127.0.0.1:${ports.controller(id)}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${ports.broker(id)}`,
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': join(folder, `node-${id}`),
    'auto.create.topics.enable': 'false',
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'unclean.leader.election.enable': 'false',
    'num.partitions': 6,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 6,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': 6,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    'share.coordinator.state.topic.num.partitions': 3,
    // A group waits for nobody: few consumers, started one by one, and a test must not stand still for three seconds.
    'group.initial.rebalance.delay.ms': 0,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'background.threads': 2,
    // The cleaner takes 128 MB by default; two compacted internal topics of a campaign need a fraction of 16.
    'log.cleaner.dedupe.buffer.size': 16_777_216,
    'log.segment.bytes': 67_108_864,
  };
}

const written = (properties: Record<string, string | number>) =>
  `${Object.entries(properties)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n')}\n`;

/** How many nodes the stored cluster has: a static quorum cannot grow, so another number needs a new cluster. */
function chooseCount(folder: string, wanted: BrokerCount | undefined): BrokerCount {
  const file = join(folder, 'brokers');
  const stored = existsSync(file) ? (Number(readFileSync(file, 'utf8')) as BrokerCount) : undefined;
  if (stored !== undefined && wanted !== undefined && stored !== wanted) {
    throw new WrongUsage(
      `this checkout keeps a cluster of ${stored}; for --brokers ${wanted} forget it first: ./bulou down --wipe`,
    );
  }
  return stored ?? wanted ?? 1;
}

async function format(
  java: string,
  classPath: string,
  secrets: Secrets,
  properties: string,
  log4j: string,
): Promise<void> {
  // A format is short: the quick compiler alone halves its time.
  const machine = ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', log4j, '-cp', classPath];
  const words = ['kafka.tools.StorageTool', 'format', '--ignore-formatted', '-t', secrets.clusterId, '-c', properties];
  const { status, output } = await runTool(java, [...machine, ...words]);
  if (status !== 0)
    throw new Lacking(
      `Kafka's storage could not be formatted:\n${output.trim()}`,
      'If the state is of no value: ./bulou down --wipe',
    );
}

export interface KafkaTools {
  readonly java: string;
  readonly jars: KafkaJars;
}

/** Formats what is not formatted and says how to run each node. */
export async function kafkaParts(
  config: LauncherConfig,
  secrets: Secrets,
  { java, jars }: KafkaTools,
  ports: Ports,
  wanted: BrokerCount | undefined,
): Promise<ProcessSpec[]> {
  const folder = join(config.state, 'kafka');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const count = chooseCount(folder, wanted);
  const layout = join(folder, 'log4j2.xml');
  writeFileSync(layout, LOG4J);
  const log4j = `-Dlog4j2.configurationFile=file:${layout}`;
  const specs = range(count).map((id): ProcessSpec => {
    const text = written(brokerProperties(id, count, ports, folder));
    const file = join(folder, `node-${id}.properties`);
    writeFileSync(file, text);
    const memory = ['-Xms128m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:MaxDirectMemorySize=64m', '-Xss512k'];
    return {
      name: count === 1 ? 'kafka' : `kafka-${id}`,
      kind: 'part',
      command: java,
      args: [...memory, '-Djava.awt.headless=true', log4j, '-cp', jars.classPath, 'kafka.Kafka', file],
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      cwd: folder,
      port: ports.broker(id),
      stopSignal: 'SIGTERM',
      stopSeconds: 15,
      edition: text,
    };
  });
  for (const id of range(count)) {
    if (existsSync(join(folder, `node-${id}`, 'meta.properties'))) continue;
    await format(java, jars.classPath, secrets, join(folder, `node-${id}.properties`), log4j);
  }
  writeFileSync(join(folder, 'brokers'), String(count));
  return specs;
}
