import { loadavg } from 'node:os';
import type { Histogram } from 'hdr-histogram-js';
import type { BenchOptions } from './bench-options.js';
import type { CpuSpent } from './cpu-usage.js';
import type { Refused } from './load-client.js';
import type { Lost } from './read-back.js';
import type { ClosedLoop, OpenLoop } from './scan-lanes.js';

/** What the bench answers with; the first part is what the interface promises. */
export interface BenchReport {
  readonly personsPerSecond: number;
  readonly tubesPerSecond: number;
  readonly copyRowsPerSecond: number;
  readonly kafkaEventsPerSecond: number;
  readonly scanMsP50: number;
  readonly scanMsP99: number;
  readonly resultMsP99: number;
  readonly escalationMsP99: number;
  readonly freshnessMsP95: number;
  readonly cpuMicrosecondsPerPerson: Readonly<Record<'postgres' | 'kafka' | 'redis' | 'services', number>>;
  readonly lost: number;
  readonly seconds: number;
  /** Persons per second by rows per second of the two-connection COPY of the same run. */
  readonly R: number;
  /** Everybody of the closed loop by its time and the drain after it: what the house carries to the release, without a queue. */
  readonly sustainedPersonsPerSecond: number;
  readonly campaign: string;
  readonly tubesPerJournal: number;
  readonly persons: number;
  readonly offeredPersonsPerSecond: number;
  readonly resultMsP50: number;
  readonly escalationMsP50: number;
  readonly alerts: number;
  /** From the last scan of the closed loop until everything was released and counted on the wall. */
  readonly drainSeconds: number;
  readonly servicesCpuMicrosecondsPerPerson: Readonly<Record<string, number>>;
  readonly generatorCpuMicrosecondsPerPerson: number;
  /** Transactions of all services, the whole way of a tube: how well work is gathered. */
  readonly commitsPerTube: number;
  readonly machine: {
    readonly cores: number;
    readonly loadAverage: readonly number[];
    readonly foreignCpuShare: number;
  };
  readonly refused: Refused;
  readonly lostBy: Lost;
}

export interface Measured {
  readonly options: BenchOptions;
  readonly campaign: string;
  readonly copyRowsPerSecond: number;
  readonly kafkaEventsPerSecond: number;
  readonly closed: ClosedLoop;
  readonly open: OpenLoop;
  readonly drainSeconds: number;
  readonly resultMs: Histogram;
  readonly receivedMs: Histogram;
  readonly freshMs: Histogram;
  readonly cpu: CpuSpent;
  readonly commitsPerTube: number;
  readonly cores: number;
  readonly refused: Refused;
  readonly lost: Lost;
  readonly seconds: number;
}

const parts = ['postgres', 'kafka', 'redis'] as const;
const rounded = (value: number, digits = 1) => Number(value.toFixed(digits));
const at = (histogram: Histogram, percentile: number) =>
  histogram.totalCount === 0 ? 0 : rounded(histogram.getValueAtPercentile(percentile) / 1_000);

export function reportOf(measured: Measured): BenchReport {
  const { closed, open, cpu, lost, copyRowsPerSecond } = measured;
  const perPerson = (microseconds: number) => rounded(microseconds / Math.max(1, closed.persons));
  const { generator = 0, ...house } = cpu.groups;
  const services = Object.entries(house).filter(([name]) => !parts.some((part) => part === name));
  const own = Object.values(cpu.groups).reduce((sum, value) => sum + value, 0);
  const part = (name: (typeof parts)[number]) => perPerson(house[name] ?? 0);
  return {
    personsPerSecond: Math.round(closed.personsPerSecond),
    tubesPerSecond: Math.round(closed.tubesPerSecond),
    copyRowsPerSecond: Math.round(copyRowsPerSecond),
    kafkaEventsPerSecond: Math.round(measured.kafkaEventsPerSecond),
    scanMsP50: at(open.scanMs, 50),
    scanMsP99: at(open.scanMs, 99),
    resultMsP99: at(measured.resultMs, 99),
    escalationMsP99: at(measured.receivedMs, 99),
    freshnessMsP95: at(measured.freshMs, 95),
    cpuMicrosecondsPerPerson: {
      postgres: part('postgres'),
      kafka: part('kafka'),
      redis: part('redis'),
      services: perPerson(services.reduce((sum, [, value]) => sum + value, 0)),
    },
    lost: lost.scans + lost.tubesAtLab + lost.results + lost.alerts,
    seconds: rounded(measured.seconds),
    R: rounded(closed.personsPerSecond / Math.max(1, copyRowsPerSecond), 4),
    sustainedPersonsPerSecond: Math.round(closed.persons / (closed.seconds + measured.drainSeconds)),
    campaign: measured.campaign,
    tubesPerJournal: measured.options.tubesPerJournal,
    persons: closed.persons + open.persons,
    offeredPersonsPerSecond: Math.round(open.offeredPersonsPerSecond),
    resultMsP50: at(measured.resultMs, 50),
    escalationMsP50: at(measured.receivedMs, 50),
    alerts: measured.receivedMs.totalCount,
    drainSeconds: rounded(measured.drainSeconds),
    servicesCpuMicrosecondsPerPerson: Object.fromEntries(services.map(([name, value]) => [name, perPerson(value)])),
    generatorCpuMicrosecondsPerPerson: perPerson(generator),
    commitsPerTube: rounded(measured.commitsPerTube, 2),
    machine: {
      cores: measured.cores,
      loadAverage: loadavg().map((value) => rounded(value, 2)),
      foreignCpuShare: rounded(Math.max(0, 1 - own / Math.max(1, cpu.machine)), 3),
    },
    refused: measured.refused,
    lostBy: lost,
  };
}

/** The table that a person reads. */
export function tableOf(report: BenchReport): string {
  const cpu = report.cpuMicrosecondsPerPerson;
  const { machine, refused } = report;
  const rows: readonly (readonly [string, string])[] = [
    ['人份/秒 persons per second (closed loop)', `${report.personsPerSecond} = R ${report.R}`],
    ['管/秒 tubes per second', `${report.tubesPerSecond}, ${report.tubesPerJournal} in a journal`],
    ['COPY limit of this machine, rows/s', String(report.copyRowsPerSecond)],
    ['Kafka limit (acks=all), events/s', String(report.kafkaEventsPerSecond)],
    ['open loop, persons/s offered', String(report.offeredPersonsPerSecond)],
    ['扫码 scan ms p50 · p99', `${report.scanMsP50} · ${report.scanMsP99}`],
    ['结果 result ms p50 · p99', `${report.resultMsP50} · ${report.resultMsP99}`],
    [
      '警报送达 alert received ms p50 · p99',
      `${report.escalationMsP50} · ${report.escalationMsP99} (${report.alerts} alerts)`,
    ],
    ['大屏 on the wall ms p95', String(report.freshnessMsP95)],
    ['CPU µs/person', `postgres ${cpu.postgres} · kafka ${cpu.kafka} · redis ${cpu.redis} · services ${cpu.services}`],
    [
      '  by service',
      Object.entries(report.servicesCpuMicrosecondsPerPerson)
        .map(([name, value]) => `${name} ${value}`)
        .join(' · '),
    ],
    ['  the generator itself', String(report.generatorCpuMicrosecondsPerPerson)],
    ['commits per tube', String(report.commitsPerTube)],
    ['drained after the closed loop, s', String(report.drainSeconds)],
    ['refused and sent again', `429 ${refused.tooMany} · 5xx ${refused.away} · broken ${refused.broken}`],
    [
      '机器 machine',
      `${machine.cores} cores, load ${machine.loadAverage.join(' ')}, ${Math.round(machine.foreignCpuShare * 100)} % of the CPU was not ours`,
    ],
    ['丢失 lost', String(report.lost)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => `${name.padEnd(width)}${value}`).join('\n');
}
