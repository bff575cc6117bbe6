import { availableParallelism } from 'node:os';
import type { LauncherConfig } from '../bulou.config.js';
import { until } from '../outside/until.js';
import { databaseName, standingAddresses } from '../parts/addresses.js';
import { step } from '../progress.js';
import { BackOffice, type OfficeOptions } from './back-office.js';
import { type BenchOptions, partsOf } from './bench-options.js';
import { type BenchReport, reportOf } from './bench-report.js';
import { type BenchRound, Ledger, openBenchRound } from './bench-round.js';
import { measureCopy } from './copy-limit.js';
import { readCpu, spentBetween } from './cpu-usage.js';
import { measureKafka } from './kafka-limit.js';
import { processGroups } from './process-groups.js';
import { countCommits, type Lost, readAlarms, readBack } from './read-back.js';
import { closedLoop, openLoop, type ScanWork } from './scan-lanes.js';
import { WallWatch } from './wall-watch.js';

// Full boxes and large sheets while capacity is sought; plates of 94 and an alert on every other one when latencies are.
const seekingCapacity: OfficeOptions = {
  tubesPerBox: 100,
  tubesPerPlate: 470,
  platesPerDetected: 10,
  // A few seconds of tubes under way: more would let the sites run ahead of the rest, and measure a queue.
  tubesMax: 5_000,
};
const seekingLatency: OfficeOptions = { tubesPerBox: 50, tubesPerPlate: 94, platesPerDetected: 2, tubesMax: 100_000 };
const drainSecondsMax = 120;

interface Run {
  readonly work: ScanWork;
  readonly office: BackOffice;
  readonly watch: WallWatch;
}

function prepare(round: BenchRound, ledger: Ledger, tubesPerJournal: number): Run {
  const office = new BackOffice(round, ledger, seekingCapacity);
  const watch = new WallWatch(round);
  watch.start();
  const acknowledged = (tubes: number) => watch.tell(tubes);
  return { work: { round, ledger, office, tubesPerJournal, acknowledged }, office, watch };
}

/** Until everything is released and the wall has counted every tube. */
async function drain({ office, watch, work }: Run): Promise<number> {
  const began = performance.now();
  await office.finish();
  await until('the wall to count every tube', drainSecondsMax, async () =>
    Promise.resolve(watch.sealedTubes >= work.ledger.sealed.length ? true : undefined),
  );
  return (performance.now() - began) / 1_000;
}

async function limits(config: LauncherConfig, seconds: number) {
  const addresses = standingAddresses(config);
  const database = new URL(addresses.administrator);
  database.pathname = `/${databaseName(config.namespace)}`;
  const kafka = { brokers: addresses.kafka.split(','), clientId: 'bulou-bench', namespace: config.namespace };
  const copyRowsPerSecond = await step('机器上限 two-connection binary COPY', () =>
    measureCopy(database.href, seconds),
  );
  const kafkaEventsPerSecond = await step('机器上限 Kafka, acks=all', () => measureKafka(kafka, seconds));
  return { copyRowsPerSecond, kafkaEventsPerSecond };
}

/** Measures the running house from outside. Throws when the house gives an answer that the law does not foresee. */
export async function runBench(url: string, options: BenchOptions, config: LauncherConfig): Promise<BenchReport> {
  const since = performance.now();
  const addresses = standingAddresses(config);
  const seconds = partsOf(options.seconds);
  const limit = await limits(config, seconds.limit);
  const groups = await processGroups(config, addresses);
  const round = await step('开启行动 open a drill campaign', () => openBenchRound(url, config, options.devices));
  const ledger = new Ledger();
  const run = prepare(round, ledger, options.tubesPerJournal);
  try {
    const commits = await countCommits(addresses.verifier);
    const before = readCpu(groups);
    const closed = await step('闭环 closed loop', () => closedLoop(run.work, seconds.closed));
    const drainSeconds = await step('排空 drain', () => drain(run));
    const cpu = spentBetween(before, readCpu(groups));
    const commitsPerTube = ((await countCommits(addresses.verifier)) - commits) / Math.max(1, ledger.sealed.length);
    run.office.options = seekingLatency;
    run.office.resultMs.reset();
    ledger.detected.clear();
    run.watch.measure();
    const half = closed.personsPerSecond / 2;
    const open = await step(`开环 open loop at ${Math.round(half)} persons/s`, () =>
      openLoop(run.work, half, seconds.open),
    );
    await step('排空 drain', () => drain(run));
    const lost = await step('回读 read back', () => awaitFound(round, ledger, addresses.verifier));
    const { receivedMs } = await readAlarms(round, ledger);
    return reportOf({
      ...{ options, closed, open, drainSeconds, cpu, commitsPerTube, receivedMs },
      ...limit,
      campaign: round.campaignId,
      resultMs: run.office.resultMs,
      freshMs: run.watch.freshMs,
      cores: availableParallelism(),
      refused: round.client.refused,
      lost,
      seconds: (performance.now() - since) / 1_000,
    });
  } finally {
    await run.watch.end().catch(() => undefined);
    await round.client.close();
  }
}

/** Lost is what is not there when the house has come to rest: what is late is waited for (settled 26). */
async function awaitFound(round: BenchRound, ledger: Ledger, verifierUrl: string): Promise<Lost> {
  const look = async (): Promise<Lost> => ({
    ...(await readBack(verifierUrl, ledger, round.run)),
    alerts: (await readAlarms(round, ledger)).waiting,
  });
  const found = await until('everything to be found again', drainSecondsMax, async () => {
    const lost = await look();
    return Object.values(lost).every((count) => count === 0) ? lost : undefined;
  }).catch(() => undefined);
  return found ?? look();
}
