import { AppealFiledV1 } from '@lib/contracts/events/isolation/appeal-filed.v1';
import { MeasureEndedV1 } from '@lib/contracts/events/isolation/measure-ended.v1';
import { MeasureStartedV1 } from '@lib/contracts/events/isolation/measure-started.v1';
import { OverdueTaskEndedV1 } from '@lib/contracts/events/isolation/overdue-task-ended.v1';
import { TaskOverdueV1 } from '@lib/contracts/events/isolation/task-overdue.v1';
import { systemClock, systemIds } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, openRoom } from '@lib/testing';
import type { ForeignFacts, Room } from '@lib/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandCentreModule } from '../command-centre.module.js';

const kafka = namespacedKafka();
let facts: ForeignFacts;
let room: Room;

beforeAll(async () => {
  facts = foreignFacts(kafka);
  const env = { BULOU_NAMESPACE: kafka.namespace };
  room = await openRoom({ app: 'command-centre', schema: 'command_centre', module: CommandCentreModule, env });
});

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await kafka.drop();
});

test('measures in force, lifted and overrun, and objections past their clock, are counted', async () => {
  const campaignId = systemIds.uuid7();
  const [running, lifted, overrun] = [systemIds.uuid7(), systemIds.uuid7(), systemIds.uuid7()];
  const inHours = (hours: number) => new Date(systemClock.now().getTime() + hours * 3_600_000).toISOString();
  const span = { startsAt: inHours(-2), endsAt: inHours(1) };
  await facts.tell(MeasureStartedV1, { campaignId, measureId: running, ...span });
  await facts.tell(MeasureStartedV1, { campaignId, measureId: lifted, ...span });
  await facts.tell(MeasureStartedV1, { campaignId, measureId: overrun, startsAt: inHours(-3), endsAt: inHours(-1) });
  await facts.tell(MeasureEndedV1, { campaignId, measureId: lifted, because: 'lifted', endedAt: inHours(-1) });
  await facts.tell(AppealFiledV1, { campaignId, measureId: running, filedAt: inHours(-2), dueAt: inHours(-1) });
  const as = { sub: 'centre-1', role: 'command-centre', scope: {} } as const;
  const read = async () => (await room.call('GET', `/v1/campaigns/${campaignId}/measures`, { as })).body;
  const counts = { started: 3, inForce: 1, continued: 0, overrun: 1, lifted: 1 };
  const all = { ...counts, appeals: 1, appealsOpen: 1, appealsLate: 1, appealsWon: 0 };
  // Measures are told on several partitions: which of them comes last is nobody's promise.
  await eventually(async () => expect(await read()).toMatchObject(all), { withinMs: 30_000 });
});

test('measures in force are counted by kind and category, and clocks that ran over by kind of task', async () => {
  const campaignId = systemIds.uuid7();
  const inHours = (hours: number) => new Date(systemClock.now().getTime() + hours * 3_600_000).toISOString();
  const span = { campaignId, startsAt: inHours(-2), endsAt: inHours(1) };
  for (const kind of ['hold', 'hold', 'isolation'] as const) {
    await facts.tell(MeasureStartedV1, { ...span, kind, category: 'suspected', measureId: systemIds.uuid7() });
  }
  const [late, caughtUp] = [systemIds.uuid7(), systemIds.uuid7()];
  await facts.tell(TaskOverdueV1, { campaignId, taskId: late, level: 1 });
  await facts.tell(TaskOverdueV1, { campaignId, taskId: late, level: 2 });
  await facts.tell(TaskOverdueV1, { campaignId, taskId: caughtUp, level: 1 });
  await facts.tell(OverdueTaskEndedV1, { campaignId, taskId: caughtUp });
  const as = { sub: 'centre-1', role: 'command-centre', scope: {} } as const;
  const read = async () => (await room.call('GET', `/v1/campaigns/${campaignId}/measures`, { as })).body;
  const held = { kind: 'hold', category: 'suspected', measures: 2 };
  const isolated = { kind: 'isolation', category: 'suspected', measures: 1 };
  const counted = { inForceBy: [held, isolated], overruns: [{ kind: 'locate', total: 2, open: 1 }] };
  await eventually(async () => expect(await read()).toMatchObject(counted), { withinMs: 30_000 });
});
