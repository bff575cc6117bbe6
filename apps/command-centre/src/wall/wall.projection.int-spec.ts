import type { ContentOf, EventContract } from '@lib/contracts/event';
import { BatchArrivedV1 } from '@lib/contracts/events/lab/batch-arrived.v1';
import { BatchHandedOverV1 } from '@lib/contracts/events/batching/batch-handed-over.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { CaseClearedV1 } from '@lib/contracts/events/isolation/case-cleared.v1';
import { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import { CaseRevokedV1 } from '@lib/contracts/events/isolation/case-revoked.v1';
import { CaseVerifiedV1 } from '@lib/contracts/events/isolation/case-verified.v1';
import { AlertTakenV1 } from '@lib/contracts/events/isolation/alert-taken.v1';
import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { RecollectionOrderedV1 } from '@lib/contracts/events/registration/recollection-ordered.v1';
import { ResultRecordedV1 } from '@lib/contracts/events/lab/result-recorded.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { RosterImportedV1 } from '@lib/contracts/events/registration/roster-imported.v1';
import { RoundOpenedV1 } from '@lib/contracts/events/registration/round-opened.v1';
import { TubeLostV1 } from '@lib/contracts/events/lab/tube-lost.v1';
import { TubeRejectedV1 } from '@lib/contracts/events/lab/tube-rejected.v1';
import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { TubeVoidedV1 } from '@lib/contracts/events/batching/tube-voided.v1';
import type { Funnel } from '@lib/contracts/http/command-centre/wall';
import type { ReceivedEvent } from '@lib/messaging';
import { Database, Log, systemIds } from '@lib/platform';
import { namespacedPostgres } from '@lib/testing';
import type { NamespacedPostgres } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrations } from '../../migrations/index.js';
import { CampaignList } from '../campaign-list/campaign-list.store.js';
import { CaseBoard } from '../case-board/case-board.store.js';
import { FactLog } from '../fact-log/fact-log.store.js';
import { FunnelBoard } from '../funnel-board/funnel-board.js';
import { FunnelRowsReader } from '../funnel-board/funnel-rows.js';
import { ThroughputBoard } from '../throughput-board/throughput-board.js';
import { TubeBoard } from '../tube-board/tube-board.store.js';
import { ReplayWall } from './replay-wall.js';
import { WallBoards } from './wall-boards.js';
import { WallProjection } from './wall.projection.js';

const { campaignId } = CampaignOpenedV1.example;
const { roundId } = TubeSealedV1.example;
const log = Log.for('command-centre', { level: 'error' });

/** mulberry32: the same seed, the same story. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  const mixed = [...items];
  for (let index = mixed.length - 1; index > 0; index -= 1) {
    const other = Math.floor(next() * (index + 1));
    [mixed[index], mixed[other]] = [mixed[other] as T, mixed[index] as T];
  }
  return mixed;
}

/** An event as the pipe hands it over: the contract's example with what matters here. */
function told<C extends EventContract>(
  contract: C,
  part: Partial<ContentOf<C>> = {},
  minute = 0,
  sequence = 1,
): ReceivedEvent {
  const content = contract.shape.parse({ ...contract.example, ...part }) as ContentOf<C>;
  return {
    id: systemIds.uuid7(),
    type: contract.type,
    key: contract.keyOf(content),
    sequence,
    data: content,
    capturedAt: new Date(Date.parse('2026-11-21T08:00:00.000Z') + minute * 60_000),
    recordedAt: new Date(Date.parse('2026-11-21T09:00:00.000Z') + minute * 60_000),
    contract,
    headers: {},
  };
}

const membersOf = (persons: number) =>
  Array.from({ length: persons }, (_, index) => ({
    position: index + 1,
    subjectKind: 'person' as const,
    subjectId: systemIds.uuid4(),
  }));

const custody = { custodySeq: 4, custodyHash: 'a'.repeat(64) };
type Members = ReturnType<typeof membersOf>;

interface Story {
  readonly tubeId: string;
  readonly members: Members;
  readonly batchId: string;
  readonly at: number;
}

const steps = {
  sealed: ({ tubeId, members, at }: Story) => [told(TubeSealedV1, { tubeId, members }, at)],
  voided: ({ tubeId, members, at }: Story) => [told(TubeVoidedV1, { tubeId, members }, at + 1)],
  handed: ({ tubeId, members, batchId, at }: Story) => [
    told(BatchHandedOverV1, { batchId, tubes: [{ tubeId, specimens: members.length, ...custody }] }, at + 20),
  ],
  received: ({ tubeId, batchId, at }: Story) => [told(BatchArrivedV1, { batchId, received: [tubeId] }, at + 60)],
  missing: ({ tubeId, batchId, at }: Story) => [
    told(BatchArrivedV1, { batchId, received: [], missing: [tubeId] }, at + 60),
  ],
  lost: ({ tubeId, members, at }: Story) => [told(TubeLostV1, { tubeId, members }, at + 90)],
  rejected: ({ tubeId, members, at }: Story) => [told(TubeRejectedV1, { tubeId, members, reason: 'leaking' }, at + 61)],
  resulted: ({ tubeId, members, at }: Story) => [
    told(ResultRecordedV1, { tubeId, specimens: members.length }, at + 120),
  ],
  negative: ({ tubeId, members, at }: Story) => [told(ResultReleasedV1, { tubeId, members }, at + 130)],
  invalid: ({ tubeId, members, at }: Story) => [
    told(ResultReleasedV1, { tubeId, members, finding: 'invalid' }, at + 130),
  ],
  alarm: ({ tubeId, members, at }: Story) => [
    told(ResultReleasedV1, { tubeId, members, finding: 'detected' }, at + 130),
    ...alarmOf(tubeId, members, at + 120),
  ],
};

const atLab = ['sealed', 'handed', 'received'] as const;
const lives = {
  answered: [...atLab, 'resulted', 'negative'],
  void: ['sealed', 'voided'],
  rejected: [...atLab, 'rejected'],
  lost: ['sealed', 'handed', 'missing', 'lost'],
  missing: ['sealed', 'handed', 'missing'],
  'on-the-way': ['sealed', 'handed'],
  'at-lab': atLab,
  waits: [...atLab, 'resulted'],
  invalid: [...atLab, 'resulted', 'invalid'],
  alarm: [...atLab, 'resulted', 'alarm'],
} as const;

type Ending = keyof typeof lives;
const endings = Object.keys(lives) as Ending[];

/** The whole life of one tube, up to its ending. */
function lifeOf(tubeId: string, persons: number, ending: Ending, at: number): ReceivedEvent[] {
  const story = { tubeId, members: membersOf(persons), batchId: systemIds.uuid7(), at };
  return lives[ending].flatMap((step) => steps[step](story));
}

function alarmOf(tubeId: string, members: Members, at: number): ReceivedEvent[] {
  const escalationId = systemIds.uuid7();
  const people = members.flatMap(({ subjectId }, index) => {
    const caseId = systemIds.uuid7();
    const mine = { caseId, tubeId, participantId: subjectId, escalationId };
    const end = index === 0 ? told(CaseVerifiedV1, mine, at + 60, 2) : told(CaseClearedV1, mine, at + 60, 2);
    const order = { orderId: systemIds.uuid7(), causeTubeId: tubeId, participantId: subjectId };
    return [told(CaseOpenedV1, mine, at + 1), end, told(RecollectionOrderedV1, order, at + 9)];
  });
  return [
    told(DetectionRaisedV1, { tubeId, members }, at),
    told(AlertTakenV1, { tubeId, escalationId, subjects: [] }, at + 5),
    ...people,
  ];
}

function storyOf(seed: number, tubes: number): ReceivedEvent[] {
  const next = random(seed);
  const facts = [told(CampaignOpenedV1), told(RoundOpenedV1), told(RosterImportedV1, { accepted: tubes * 10 })];
  for (let index = 0; index < tubes; index += 1) {
    const ending = endings[Math.floor(next() * endings.length)] ?? 'answered';
    const tubeId = writeTubeBarcode('21', seed * 10_000 + index);
    facts.push(...lifeOf(tubeId, 1 + Math.floor(next() * 10), ending, Math.floor(next() * 300)));
  }
  return facts;
}

let postgres: NamespacedPostgres;
let database: Database;
let projection: WallProjection;
let replay: ReplayWall;
let board: FunnelBoard;

beforeAll(async () => {
  postgres = await namespacedPostgres('command_centre');
  database = await Database.open({ app: 'command-centre', schema: 'command_centre', url: postgres.url, migrations });
  const facts = new FactLog();
  const boards = new WallBoards(new TubeBoard(), new CaseBoard(), new CampaignList());
  replay = new ReplayWall(database, log, facts, boards);
  projection = new WallProjection(facts, boards, replay);
  board = new FunnelBoard(new FunnelRowsReader(database));
});

afterAll(async () => {
  await database?.close();
  await postgres?.drop();
});

const tables = [
  'tubes',
  'funnel_counts',
  'throughput',
  'campaigns',
  'rounds',
  'rosters',
  'recollections',
  'cases',
  'case_tubes',
  'freshness',
];

beforeEach(async () => {
  await postgres.admin('alter table command_centre.facts disable trigger facts_are_only_added');
  await postgres.admin(`truncate ${['facts', ...tables].map((table) => `command_centre.${table}`).join(', ')}`);
  await postgres.admin('alter table command_centre.facts enable trigger facts_are_only_added');
});

async function deliver(events: readonly ReceivedEvent[], chunk = 500): Promise<void> {
  for (let from = 0; from < events.length; from += chunk) {
    await database.transaction((tx) => projection.on(events.slice(from, from + chunk), tx));
  }
}

async function boardsNow(): Promise<Record<string, unknown>> {
  const read = async (table: string) => {
    const rows = await database.query(
      `select to_jsonb(t) as row from ${table} t where not coalesce(to_jsonb(t)->>'tubes' = '0', false)`,
    );
    return [table, rows.map((row) => JSON.stringify(row)).sort()] as const;
  };
  return Object.fromEntries(await Promise.all(tables.map(read)));
}

const withoutClock = ({ asOf: _now, ...rest }: Funnel) => rest;

describe('the wall', () => {
  test('is the same for every order in which facts arrive, and when they are counted again from zero', async () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const story = storyOf(seed, 40);
      await deliver(story);
      const inOrder = { boards: await boardsNow(), funnel: withoutClock(await board.read(campaignId)) };
      for (const chunk of [20, 100]) {
        await replayOf(story, random(seed * 31 + chunk), chunk);
        expect(await boardsNow()).toEqual(inOrder.boards);
        expect(withoutClock(await board.read(campaignId))).toEqual(inOrder.funnel);
      }
      await replay.run();
      expect(await boardsNow()).toEqual(inOrder.boards);
      await emptied();
    }
  });

  async function emptied(): Promise<void> {
    await postgres.admin('alter table command_centre.facts disable trigger facts_are_only_added');
    await postgres.admin(`truncate ${['facts', ...tables].map((table) => `command_centre.${table}`).join(', ')}`);
    await postgres.admin('alter table command_centre.facts enable trigger facts_are_only_added');
  }

  async function replayOf(story: readonly ReceivedEvent[], next: () => number, chunk: number): Promise<void> {
    await emptied();
    await deliver(shuffled(story, next), chunk);
  }

  test('adds up: sampled = answered + every remainder of a sampled tube', async () => {
    for (const seed of [101, 102, 103]) {
      const story = storyOf(seed, 60);
      for (const part of [story, story.slice(0, story.length >> 1)]) {
        await emptied();
        await deliver(part);
        const { stages, answered, remainder } = await board.read(campaignId);
        const rest = remainder.filter(({ reason }) => !['not-sampled', 'unannounced'].includes(reason));
        for (const unit of ['persons', 'tubes'] as const) {
          const sum = rest.reduce((total, row) => total + row[unit], answered[unit]);
          expect(sum).toBe(stages.find(({ stage }) => stage === 'sampled')?.[unit]);
        }
      }
    }
  });

  test('never shows more at a later stage than at an earlier one', async () => {
    await deliver(shuffled(storyOf(7, 60), random(7)).slice(0, 150));
    await deliver([told(CampaignOpenedV1)]);
    const { stages } = await board.read(campaignId);
    const tubes = stages.flatMap((stage) => stage.tubes ?? []);
    expect(tubes).toEqual(tubes.toSorted((a, b) => b - a));
  });

  test('counts an event once, even when it is told again after the inbox forgot it', async () => {
    const story = storyOf(5, 20);
    await deliver(story);
    const before = await boardsNow();
    await deliver(shuffled(story, random(1)));
    expect(await boardsNow()).toEqual(before);
  });

  test('two chunks that tell of the same new tubes at once do not lose one of them', async () => {
    await deliver([told(CampaignOpenedV1), told(RoundOpenedV1)]);
    const tubeIds = Array.from({ length: 200 }, (_, index) => writeTubeBarcode('22', index));
    const members = membersOf(10);
    const sealed = tubeIds.map((tubeId) => told(TubeSealedV1, { tubeId, members }));
    const recorded = tubeIds.toReversed().map((tubeId) => told(ResultRecordedV1, { tubeId }));
    await Promise.all([deliver(sealed), deliver(recorded)]);
    const { stages } = await board.read(campaignId);
    expect(stages.find(({ stage }) => stage === 'resulted')).toEqual({ stage: 'resulted', persons: 2_000, tubes: 200 });
  });

  test('an alarm is open until the last person of the tube has an end, and then it is answered', async () => {
    const story = lifeOf('21000000001235', 3, 'alarm', 0);
    const ends = story.filter(({ type }) => type === CaseVerifiedV1.type || type === CaseClearedV1.type);
    await deliver([told(CampaignOpenedV1), ...story.filter((event) => !ends.includes(event))]);
    await deliver(ends.slice(0, 2));
    const open = await board.read(campaignId);
    expect(open.alarms).toEqual({
      tubes: 1,
      openTubes: 1,
      taken: 1,
      cases: 3,
      recollections: 3,
      verified: 1,
      cleared: 1,
    });
    expect(open).toMatchObject({ answered: { tubes: 0 }, remainder: [{ reason: 'open-alarm', persons: 3 }] });
    await deliver(ends.slice(2));
    expect(await board.read(campaignId)).toMatchObject({
      answered: { persons: 3 },
      remainder: [],
      alarms: { openTubes: 0 },
    });
  });

  test('a case that ended and was opened again is open on the wall, in whatever order its facts come', async () => {
    const story = lifeOf('21000000001235', 1, 'alarm', 0).filter(({ type }) => type !== CaseVerifiedV1.type);
    const opened = story.find(({ type }) => type === CaseOpenedV1.type);
    const mine = opened?.data as ContentOf<typeof CaseOpenedV1>;
    const about = { caseId: mine.caseId, tubeId: mine.tubeId, participantId: mine.participantId };
    const cleared = told(CaseClearedV1, about, 200, 2);
    const again = told(CaseOpenedV1, { ...about, isNew: false }, 210, 3);
    const verified = told(CaseVerifiedV1, about, 220, 4);
    const joined = told(CaseOpenedV1, { ...about, isNew: false }, 230, 5);
    const revoked = told(CaseRevokedV1, about, 240, 6);
    const last = told(CaseOpenedV1, { ...about, isNew: false }, 250, 7);
    const open = { alarms: { openTubes: 1, cases: 1, verified: 0, cleared: 0 }, answered: { tubes: 0 } };
    const ends: readonly [ReceivedEvent[], object][] = [
      [[cleared], { alarms: { openTubes: 0, cases: 1, cleared: 1 }, answered: { tubes: 1 } }],
      [[cleared, again], open],
      // A further alert of somebody who is verified opens nothing again.
      [[cleared, again, verified, joined], { alarms: { openTubes: 0, verified: 1, cleared: 0 } }],
      [[cleared, again, verified, joined, revoked], { alarms: { openTubes: 0, cases: 0, verified: 0 } }],
      [[cleared, again, verified, joined, revoked, last], open],
    ];
    const campaign = told(CampaignOpenedV1);
    for (const [steps, end] of ends) {
      for (const facts of [steps, steps.toReversed()]) {
        await emptied();
        await deliver([campaign, ...facts, ...story], 1);
        expect(await board.read(campaignId)).toMatchObject(end);
      }
    }
  });

  test('a tube of another campaign that turns up in a box is counted where it was sealed', async () => {
    const other = '0198f2a0-0000-7000-8000-0000000000ff';
    await deliver([
      told(CampaignOpenedV1),
      told(CampaignOpenedV1, { campaignId: other }),
      told(BatchArrivedV1, { received: [], unexpected: ['21000000001235'] }),
    ]);
    expect((await board.read(campaignId)).remainder).toMatchObject([{ reason: 'unannounced', tubes: 1, persons: 0 }]);
    await deliver([told(TubeSealedV1, { campaignId: other, members: membersOf(10) })]);
    expect((await board.read(campaignId)).remainder).toEqual([]);
    expect((await board.read(other)).remainder).toMatchObject([{ reason: 'at-lab', persons: 10 }]);
  });

  test('a round has its own numbers', async () => {
    await deliver(storyOf(3, 10));
    const second = '0198f2a0-0000-7000-8000-0000000000aa';
    expect((await board.read(campaignId, second)).stages.at(1)).toEqual({ stage: 'sampled', persons: 0, tubes: 0 });
    const whole = await board.read(campaignId);
    expect((await board.read(campaignId, roundId)).stages).toEqual(whole.stages);
  });

  test('the curve adds up to the funnel and stands at event time', async () => {
    await deliver(storyOf(9, 30));
    const { series, bucketSeconds } = await new ThroughputBoard(database).read(campaignId);
    const { stages } = await board.read(campaignId);
    const sampled = stages.find(({ stage }) => stage === 'sampled')?.persons;
    expect(series.reduce((sum, point) => sum + point.personsSampled, 0)).toBe(sampled);
    expect(series.every(({ at }) => Date.parse(at) % (bucketSeconds * 1_000) === 0)).toBe(true);
    expect(series[0]!.at < '2026-11-21T13:05').toBe(true);
  });
});

describe('the fact log', () => {
  test('keeps nobody: lists of people are numbers, and pseudonyms are left out', async () => {
    const story = lifeOf('21000000001235', 3, 'alarm', 0);
    await deliver(story);
    const [row] = await database.query<{ text: string }>(
      'select string_agg(content::text, chr(10)) as text from facts',
    );
    const people = story.flatMap(({ data }) => {
      const content = data as { members?: { subjectId: string }[]; participantId?: string };
      return [...(content.members ?? []).map(({ subjectId }) => subjectId), content.participantId ?? []].flat();
    });
    expect(people.filter((id) => row?.text.includes(id))).toEqual([]);
    const [sealed] = await database.query<{ content: object }>(`select content from facts where type = $1`, [
      TubeSealedV1.type,
    ]);
    expect(sealed?.content).toMatchObject({ persons: 3, specimens: 3 });
  });

  test.each(['delete from facts', `update facts set type = 'x'`, 'truncate facts'])('refuses: %s', async (sql) => {
    await deliver([told(CampaignOpenedV1)]);
    await expect(database.query(sql)).rejects.toThrow('facts are only added');
  });
});
