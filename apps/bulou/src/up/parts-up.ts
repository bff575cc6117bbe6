import { setTimeout as pause } from 'node:timers/promises';
import type { LauncherConfig } from '../bulou.config.js';
import { Lacking } from '../outcome.js';
import { type Addresses, addressesOf, writeAddresses } from '../parts/addresses.js';
import { databaseAnswers, setUpDatabase } from '../parts/database-setup.js';
import { type BrokerCount, kafkaParts } from '../parts/kafka-part.js';
import { postgresPart } from '../parts/postgres-part.js';
import { redisPart } from '../parts/redis-part.js';
import { ensureTopicsOf } from '../parts/topics.js';
import { type Ports, portsFrom } from '../ports.js';
import { step } from '../progress.js';
import { provideTools } from '../provision/install.js';
import { provideKafkaJars } from '../provision/kafka-jars.js';
import type { ToolName } from '../provision/tools.js';
import { type Secrets, secretsIn } from '../secrets.js';
import { askRunning, ensureSupervisor } from '../supervisor/client.js';
import { portAccepts } from '../supervisor/probe.js';
import type { ProcessSpec } from '../supervisor/spec.js';
import { requireFreePorts } from './ports-free.js';

export interface PartsWanted {
  readonly brokers?: BrokerCount;
  readonly pretendBare?: boolean;
}

const READY_SECONDS_MAX = 120;

async function specsOfParts(
  config: LauncherConfig,
  secrets: Secrets,
  ports: Ports,
  wanted: PartsWanted,
): Promise<ProcessSpec[]> {
  const { named } = config;
  const names: ToolName[] = [];
  if (!named.database) names.push('postgres');
  if (!named.redis) names.push('redis');
  if (!named.kafka) names.push('java');
  const pretendBare = wanted.pretendBare ?? false;
  if (pretendBare && !named.kafka) names.push('maven');
  const places = await provideTools(config, { names, pretendBare });
  const place = (name: ToolName) => places[name] ?? '';
  const specs: ProcessSpec[] = [];
  if (!named.database) specs.push(await postgresPart(config, secrets, place('postgres'), ports.postgres));
  if (!named.redis) specs.push(redisPart(config, secrets, place('redis'), ports.redis));
  if (!named.kafka) {
    const maven = async () => (await provideTools(config, { names: ['maven'], pretendBare: false })).maven ?? '';
    const jars = await provideKafkaJars(config, maven, { fresh: pretendBare });
    specs.push(...(await kafkaParts(config, secrets, { java: place('java'), jars }, ports, wanted.brokers)));
  }
  return specs;
}

/** Waits for a condition that another process brings about; says which one was waited for in vain, and its log. */
export async function until(
  what: string,
  withinSeconds: number,
  holds: () => Promise<boolean>,
  cure: string,
): Promise<void> {
  const end = performance.now() + withinSeconds * 1000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Lacking(`${what} was not ready within ${withinSeconds} s.`, cure);
    await pause(50);
  }
}

async function redisAnswers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return hostname === '127.0.0.1' ? portAccepts(Number(port || 6379)) : true;
}

async function kafkaAnswers(brokers: string): Promise<boolean> {
  const ports = brokers.split(',').map((broker) => Number(broker.split(':')[1]));
  return (await Promise.all(ports.map(portAccepts))).every(Boolean);
}

/** Brings PostgreSQL, Redis and Kafka up with everything a service expects in them; answers where they are. */
export async function partsUp(config: LauncherConfig, wanted: PartsWanted): Promise<Addresses> {
  const ports = portsFrom(config.portBase);
  const secrets = secretsIn(config.state);
  const logs = `See the logs in ${config.state}/logs, then run the same command again.`;
  const specs = await specsOfParts(config, secrets, ports, wanted);
  const running = await ensureSupervisor(config);
  try {
    await requireFreePorts(specs, running.processes, config.portBase);
  } catch (error) {
    // A supervisor that keeps nothing is not left behind by a start that was refused.
    if (running.processes.length === 0) await askRunning(config, { op: 'stop' });
    throw error;
  }
  const addresses = addressesOf(config, secrets, specs.filter(({ name }) => name.startsWith('kafka')).length);
  await step('starting PostgreSQL, Redis and Kafka', async ({ note }) => {
    await askRunning(config, { op: 'ensure', specs });
    note('PostgreSQL');
    await until('PostgreSQL', READY_SECONDS_MAX, () => databaseAnswers(addresses.administrator), logs);
    note('Redis');
    await until('Redis', READY_SECONDS_MAX, () => redisAnswers(addresses.redis), logs);
    note('Kafka');
    await until('Kafka', READY_SECONDS_MAX, () => kafkaAnswers(addresses.kafka), logs);
  });
  await step('setting up schemas, logins and topics', async () => {
    await setUpDatabase(config, secrets, addresses);
    await ensureTopicsOf(config, addresses);
  });
  writeAddresses(config, addresses);
  return addresses;
}
