import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { allChecks } from '../../apps/bulou/src/verify/all-checks.js';
import { tamper } from '../../apps/bulou/src/demo/sabotage.js';
import type { CheckReport, VerifyReport } from '../../apps/bulou/src/verify/report.js';
import { runChecks } from '../../apps/bulou/src/verify/run-checks.js';
import type { TopicRecord } from '../../apps/bulou/src/verify/topic-record.js';
import { type Sources, View } from '../../apps/bulou/src/verify/view.js';
import type { WitnessOf } from '../../apps/bulou/src/verify/witness-file.js';
import { fillIsolation, fillMeasures, fillNotification, fillWall } from './fill-alarms-and-wall.js';
import { fillPipe } from './fill-pipe.js';
import { fillAudit } from './fill-audit.js';
import { fillBatching, fillLab, fillRegistration } from './fill-site-and-lab.js';
import * as campaign from './healthy-campaign.js';
import { allTubes, tubes } from './healthy-campaign.js';
import { planted } from './planted-violations.js';
import { type AllRooms, openAllRooms } from './rooms.js';

const { campaignId, deviceId, labCode, numberOf, personId } = campaign;

/** What the load client would have written down of the healthy campaign. */
const witness: WitnessOf = {
  scans: allTubes.flatMap((one) =>
    one.people.map((person, index) => ({
      kind: 'scan' as const,
      deviceId,
      seq: numberOf(one) * 100 + index + 1,
      tubeId: one.tubeId,
      subjectId: personId(person),
      outcome: 'ok' as const,
    })),
  ),
  undos: [],
  results: allTubes.flatMap((one) =>
    one.finding === undefined
      ? []
      : [{ kind: 'result' as const, lab: labCode, tubeId: one.tubeId, finding: one.finding, outcome: 'ok' as const }],
  ),
};

const pages: Readonly<Record<number, string>> = {
  1: 'pool-negative',
  2: 'pool-negative',
  5: 'call-back',
  6: 'call-back',
  7: 'call-back',
  8: 'call-back',
  9: 'waiting',
};

/** Checks whose violations are planted in Kafka or in the witness, and not in the stores. */
const seenElsewhere = ['audit-checkpoints', 'i17', 'i18', 'i19', 'i22'];

describe('verify', () => {
  let rooms: AllRooms;
  let topics: TopicRecord[];

  /** Kafka as it is when every outbox row lies there once. */
  async function readOutboxes(): Promise<TopicRecord[]> {
    const parts = ['registration', 'batching', 'lab'].map(
      (schema) =>
        `select id, 'bulou.' || aggregatetype as topic, aggregateid as key, aggregate_version as sequence, type, md5(payload::text) as digest from ${schema}.outbox`,
    );
    const { rows } = await rooms.client.query(parts.join(' union all '));
    const next = new Map<string, number>();
    const offsetIn = (topic: string) => {
      next.set(topic, (next.get(topic) ?? -1) + 1);
      return next.get(topic) ?? 0;
    };
    return rows.map((row) => ({
      topic: row.topic,
      partition: 0,
      offset: offsetIn(row.topic),
      key: row.key,
      eventId: row.id,
      type: row.type,
      sequence: row.sequence,
      campaignId,
      digest: row.digest,
      hasPersonalText: false,
    }));
  }

  const sources = (changes: Partial<Sources> = {}): Sources => ({
    readTopics: async () => topics,
    readJobs: async () => [],
    audit: () => ({ files: new Map(), readNow: () => '', keys: new Map(), seen: [] }),
    witnessOf: () => witness,
    askAsResident: async (participantId) => ({
      view:
        Object.entries(pages).find(([person]) => personId(Number(person)) === participantId)?.[1] ?? 'pool-negative',
    }),
    ...changes,
  });

  const verify = async (changes: Partial<Sources> = {}): Promise<VerifyReport> =>
    runChecks(await View.through(rooms.client, sources(changes), campaignId));

  const violated = (report: VerifyReport): CheckReport[] => report.checks.filter(({ status }) => status === 'violated');
  const idsOf = (reports: readonly CheckReport[]): string[] => reports.map(({ id }) => id).toSorted();

  beforeAll(async () => {
    rooms = await openAllRooms();
    const { client } = rooms;
    for (const fill of [
      fillRegistration,
      fillBatching,
      fillLab,
      fillNotification,
      fillIsolation,
      fillMeasures,
      fillWall,
      fillPipe,
      fillAudit,
    ]) {
      await fill(client);
    }
    topics = await readOutboxes();
  });

  afterAll(() => rooms.close());

  // Whatever a test plants is undone with its transaction; no constraint and no trigger may keep it from planting.
  beforeEach(() => rooms.client.query('begin; set local session_replication_role = replica'));
  afterEach(() => rooms.client.query('rollback'));

  test('finds nothing in a healthy campaign, and skips nothing', async () => {
    const report = await verify();
    expect(violated(report).map(({ id, sample }) => [id, ...sample])).toEqual([]);
    expect(report.checks.filter(({ status }) => status === 'skipped').map(({ id, why }) => [id, why])).toEqual([]);
    expect(report.violations).toBe(0);
    expect(report.figures).toEqual({
      persons: 9,
      unanswered: 0,
      cases: 2,
      recalled: 2,
      positives: 1,
      detectedPools: 1,
    });
  });

  test('says skipped, and never ok, where it has no witness and may not look', async () => {
    const report = await runChecks(await View.through(rooms.client, {}, campaignId));
    const skipped = report.checks.filter(({ status }) => status === 'skipped').map(({ id }) => id);
    expect(skipped.toSorted()).toEqual([
      'audit-checkpoints',
      'i01',
      'i03',
      'i04',
      'i17',
      'i18',
      'i19',
      'i22',
      'i25',
      'i26',
      'shown',
    ]);
    expect(report.violations).toBe(0);
  });

  test('says skipped where a room is not there', async () => {
    await rooms.client.query('alter table isolation.cases rename to moved_away');
    const report = await verify();
    const cases = report.checks.find(({ id }) => id === 'cases');
    expect(cases).toMatchObject({ status: 'skipped', why: expect.stringContaining('isolation.cases') });
  });

  test.each(planted)('names what is wrong when $fault', async ({ sql, seenBy, name }) => {
    await rooms.client.query(sql);
    const found = violated(await verify());
    expect(idsOf(found)).toEqual(seenBy.toSorted());
    expect(found.flatMap(({ sample }) => sample).join('\n')).toContain(name);
    expect(found.every(({ violations, sample }) => violations > 0 && sample.length > 0)).toBe(true);
  });

  test('every check has been seen to fail in this file', () => {
    const seen = new Set([...planted.flatMap(({ seenBy }) => seenBy), ...seenElsewhere]);
    expect(allChecks.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual([]);
  });

  describe('of what is in Kafka', () => {
    const record = (): TopicRecord => {
      const [found] = topics.filter(({ key, topic }) => key === tubes.plain.tubeId && topic === 'bulou.tube');
      if (!found) throw new Error('the pipe of the healthy campaign is empty');
      return found;
    };
    const without = (one: TopicRecord) => topics.filter((other) => other !== one);
    const end = 10_000;

    test.each<[string, () => TopicRecord[], string[]]>([
      ['a fact is not there', () => without(record()), ['i17']],
      ['a fact says something else', () => [...without(record()), { ...record(), digest: 'x' }], ['i17']],
      [
        'a fact lies there that nobody told',
        () => [...topics, { ...record(), eventId: campaign.uuid(9, 1), offset: end, sequence: 2 }],
        ['i18'],
      ],
      [
        'a number is missing in the facts about one tube',
        () => topics.map((one) => (one === record() ? { ...one, sequence: 2 } : one)),
        ['i17', 'i19'],
      ],
      ['facts about one tube lie in two partitions', () => [...topics, { ...record(), partition: 1 }], ['i19']],
      ['a fact carries a mobile number', () => [...without(record()), { ...record(), hasPersonalText: true }], ['i22']],
    ])('names the tube when %s', async (_fault, planting, seenBy) => {
      const lying = planting();
      const found = violated(await verify({ readTopics: async () => lying }));
      expect(idsOf(found)).toEqual(seenBy);
      expect(found.flatMap(({ sample }) => sample).join('\n')).toContain(tubes.plain.tubeId);
    });

    test('a fact that was sent twice is no fault', async () => {
      const report = await verify({ readTopics: async () => [...topics, { ...record(), offset: end }] });
      expect(report.violations).toBe(0);
    });
  });

  describe('of what the load client saw', () => {
    test('names the person of a scan that was taken back and still stands', async () => {
      const [scan] = witness.scans;
      if (!scan) throw new Error('no scan was seen');
      const undos = [{ ...scan, kind: 'undo' as const, seq: scan.seq + 50 }];
      const found = violated(await verify({ witnessOf: () => ({ ...witness, undos }) }));
      expect(idsOf(found)).toEqual(['i03']);
      expect(found[0]?.sample.join()).toContain(scan.subjectId);
    });

    test('a scan of which nobody knows whether it arrived may be there or not', async () => {
      const unsure = witness.scans.map((scan) => ({ ...scan, outcome: 'info' as const }));
      const ghost = { ...unsure[0], seq: 777, kind: 'scan' as const } as (typeof unsure)[0];
      const report = await verify({ witnessOf: () => ({ ...witness, scans: [...unsure, ghost] }) });
      expect(report.violations).toBe(0);
    });

    test('names the tube of a refused scan that is there all the same', async () => {
      const [first, ...rest] = witness.scans;
      if (!first) throw new Error('no scan was seen');
      const scans = [{ ...first, outcome: 'fail' as const }, ...rest];
      const found = violated(await verify({ witnessOf: () => ({ ...witness, scans }) }));
      expect(idsOf(found)).toEqual(['i03']);
      expect(found[0]?.sample.join()).toContain(first.tubeId);
    });
  });

  test('names the person whose own page says something else', async () => {
    const found = violated(await verify({ askAsResident: async () => ({ view: 'waiting' }) }));
    expect(idsOf(found)).toEqual(['shown']);
    expect(found[0]?.sample.join()).toContain(personId(5));
  });

  test('a failed job behind an alarm that is not received is named at once', async () => {
    await rooms.client.query(
      `update notification.escalations set received_at = null, state = 'queued', opened_at = clock_timestamp() where tube_id = '${tubes.detected.tubeId}'`,
    );
    const id = `esc-${campaign.escalationOf(2)}-a1`;
    const job = { id, name: 'open-case.v1', payload: {} };
    const live = violated(await verify({ readJobs: async () => [{ ...job, state: 'waiting' }] }));
    expect(idsOf(live)).toEqual(['i15']);
    const failed = violated(await verify({ readJobs: async () => [{ ...job, state: 'failed' }] }));
    expect(idsOf(failed)).toEqual(['i15', 'i25']);
  });

  describe('of sabotage', () => {
    test.each([
      ['swap-people', ['i04', 'i06', 'same-people']],
      ['withhold-positive', ['cases', 'i13', 'i15', 'i23-people']],
      ['double-upload', ['i11', 'i12']],
      ['drop-row', ['i10']],
      ['alter-custody', ['custody-hashes']],
    ] as const)('%s is named by the tube that was tampered with', async (kind, seenBy) => {
      const id = await tamper(kind, campaignId, { client: rooms.client, prefix: 'none' });
      const found = violated(await verify());
      expect(idsOf(found)).toEqual(expect.arrayContaining([...seenBy]));
      expect(found.flatMap(({ sample }) => sample).join('\n')).toContain(id);
    });
  });
});
