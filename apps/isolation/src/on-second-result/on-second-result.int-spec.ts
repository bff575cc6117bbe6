import { SecondResultFoundV1 } from '@lib/contracts/events/lab/second-result-found.v1';
import { SecondResultSettledV1 } from '@lib/contracts/events/lab/second-result-settled.v1';
import { SpecimenReferredV1 } from '@lib/contracts/events/lab/specimen-referred.v1';
import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { eventually } from '@lib/testing';
import { Database, systemIds } from '@lib/platform';
import { writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import {
  campaignId,
  duty,
  held,
  post,
  rows,
  siteCode,
  tellRoom,
  theFacts,
  theRoom,
  withMeasureRoom,
} from '../measure-room.js';
import { OpenCases } from '../open-case/open-case.handler.js';
import { codeOf, tasksOf, verified, withdraw } from '../verified-room.js';

withMeasureRoom();

async function aReferral() {
  const { caseId, participantId, single } = await verified();
  const [report] = await rows<{ report_id: string }>(
    'select report_id from isolation.case_reports where case_id = $1',
    [caseId],
  );
  const about = { tubeId: single.tubeId, campaignId, siteCode, referralId: systemIds.uuid7(), resultVersion: 1 };
  const tasks = async () =>
    (await tasksOf(report?.report_id ?? '')).filter((one) => /^(refer-specimen|settle-results)/.test(one));
  return { about, caseId, participantId, tasks, owed: () => tasksOf(about.referralId) };
}
const found = (agrees: boolean) =>
  ({
    labCode: 'LAB-HZ2',
    firstFinding: 'detected',
    secondFinding: agrees ? 'detected' : 'not-detected',
    agrees,
  }) as const;

describe('a second laboratory', () => {
  test('that got the specimen ends the task of sending it', async () => {
    const { about, tasks } = await aReferral();
    expect(await tasks()).toEqual(['refer-specimen open']);
    await tellRoom(SpecimenReferredV1, about);
    await eventually(async () => expect(await tasks()).toEqual(['refer-specimen done']));
  });

  test('that contradicts the first gives somebody a decision to take, and the decision ends it', async () => {
    const { about, tasks } = await aReferral();
    await tellRoom(SecondResultFoundV1, { ...about, ...found(false) });
    await eventually(async () => expect(await tasks()).toContain('settle-results open'));
    await tellRoom(SecondResultSettledV1, about);
    await eventually(async () => expect(await tasks()).toContain('settle-results done'));
  });

  test('that agrees leaves nothing to decide', async () => {
    const { about, tasks } = await aReferral();
    await tellRoom(SecondResultFoundV1, { ...about, ...found(true) });
    await tellRoom(SpecimenReferredV1, about);
    await eventually(async () => expect(await tasks()).toEqual(['refer-specimen done']));
  });
});

const ordersOf = (participantId: string) =>
  rows<{ order_id: string; cause: string; state: string; due_at: Date }>(
    `select order_id, cause, state, due_at from isolation.recollections where participant_id = $1 order by order_id`,
    [participantId],
  );
/** The single tube that verified the case is sealed: its order waits for no swab any more. */
async function sealedReferral() {
  const referral = await aReferral();
  await sealOn(referral.participantId, referral.about.tubeId, 'collected');
  return referral;
}

/** A swab on the person's newest order is in a sealed tube; with a finding, that tube is answered as well. */
async function sealOn(participantId: string, tubeId: string, state: 'collected' | 'answered') {
  const order = (await ordersOf(participantId)).at(-1);
  const members = [{ position: 1, subjectKind: 'person' as const, subjectId: participantId }];
  const tube = {
    tubeId,
    campaignId,
    siteCode,
    members,
    orderId: order?.order_id ?? '',
    purpose: 'recollection',
  } as const;
  await tellRoom(TubeSealedV1, { ...tube, capacity: 1 });
  if (state === 'answered') await tellRoom(ResultReleasedV1, { ...tube, finding: 'not-detected', resultVersion: 1 });
  await eventually(async () => expect((await ordersOf(participantId)).at(-1)).toMatchObject({ state }));
}
const redrawsOf = async (participantId: string) =>
  (await ordersOf(participantId)).filter(({ cause }) => cause === 'results-differ');
const stateOf = async (caseId: string) =>
  (await rows<{ state: string }>('select state from isolation.cases where case_id = $1', [caseId]))[0]?.state;
const decided = (referralId: string) =>
  eventually(async () =>
    expect(
      await rows('select 1 from isolation.settled_results where referral_id = $1 and followed_at is not null', [
        referralId,
      ]),
    ).toHaveLength(1),
  );

describe('a decision to draw again', () => {
  test('calls the person for one single swab, and somebody owes a word on what then stands; the case stays', async () => {
    const { about, caseId, participantId, owed } = await sealedReferral();
    await tellRoom(SecondResultSettledV1, { ...about, decision: 'draw-again' });
    await decided(about.referralId);
    const [order] = await redrawsOf(participantId);
    expect(order).toMatchObject({ state: 'open' });
    expect(await rows('select payload from isolation.outbox where aggregateid = $1', [order?.order_id])).toMatchObject([
      { payload: { cause: 'results-differ', causeTubeId: about.tubeId, participantId, caseId } },
    ]);
    const calls = `select owner_role, state from isolation.tasks where kind = 'call-back' and participant_id = $1`;
    expect(await rows(calls, [participantId])).toEqual([{ owner_role: 'cdc-duty', state: 'open' }]);
    expect(await owed()).toEqual(['weigh-redraw open']);
    expect(await stateOf(caseId)).toBe('verified');
  });

  test('told again asks once, and of two referrals one swab serves both', async () => {
    const { about, participantId, owed } = await sealedReferral();
    await tellRoom(SecondResultSettledV1, { ...about, decision: 'draw-again' });
    await tellRoom(SecondResultSettledV1, { ...about, decision: 'draw-again' });
    const another = { ...about, referralId: systemIds.uuid7() };
    await tellRoom(SecondResultSettledV1, { ...another, decision: 'draw-again' });
    await decided(another.referralId);
    expect(await redrawsOf(participantId)).toHaveLength(1);
    expect(await owed()).toEqual(['weigh-redraw open']);
    expect(await tasksOf(another.referralId)).toEqual(['weigh-redraw open']);
  });

  test('told again after its answer asks nobody anew; that of another referral does, and the case still stays', async () => {
    const { about, caseId, participantId } = await sealedReferral();
    const told = { ...about, decision: 'draw-again' as const };
    await tellRoom(SecondResultSettledV1, told);
    await decided(about.referralId);
    await sealOn(participantId, writeTubeBarcode('23', 2), 'answered');
    const calls = `select state, outcome from isolation.tasks where kind = 'call-back' and participant_id = $1`;
    expect(await rows(calls, [participantId])).toEqual([{ state: 'done', outcome: 'answered' }]);
    await tellRoom(SecondResultSettledV1, told);
    const another = { ...told, referralId: systemIds.uuid7(), decision: 'first-stands' as const };
    await tellRoom(SecondResultSettledV1, another);
    await decided(another.referralId);
    expect(await redrawsOf(participantId)).toMatchObject([{ state: 'answered' }]);
    const third = { ...told, referralId: systemIds.uuid7() };
    await tellRoom(SecondResultSettledV1, third);
    await decided(third.referralId);
    expect(await redrawsOf(participantId)).toMatchObject([{ state: 'answered' }, { state: 'open' }]);
    expect(await stateOf(caseId)).toBe('verified');
  });

  test('ends with the word of its owner: where the first result is wrong, its laboratory corrects it', async () => {
    const { about, owed } = await aReferral();
    await tellRoom(SecondResultSettledV1, { ...about, decision: 'draw-again' });
    await decided(about.referralId);
    const [task] = await rows<{ task_id: string; version: number }>(
      `select task_id, version from isolation.tasks where kind = 'weigh-redraw' and subject = $1`,
      [about.referralId],
    );
    const path = `/v1/tasks/${task?.task_id}`;
    expect((await post(`${path}/take`, duty, { expectedVersion: task?.version })).status).toBe(200);
    const word = { expectedVersion: (task?.version ?? 0) + 1, outcome: 'first-is-wrong' };
    expect(codeOf(await post(`${path}/done`, duty, word))[0]).toBe(200);
    expect(await owed()).toEqual(['correct-result open', 'weigh-redraw done']);
  });

  test('is needless where the laboratory has taken the result back, before it or after it', async () => {
    const [before, after] = [await sealedReferral(), await sealedReferral()];
    await withdraw(before.about.tubeId);
    await tellRoom(SecondResultSettledV1, { ...before.about, decision: 'draw-again' });
    await tellRoom(SecondResultSettledV1, { ...after.about, decision: 'draw-again' });
    await decided(before.about.referralId);
    await decided(after.about.referralId);
    expect(await redrawsOf(before.participantId)).toEqual([]);
    expect(await before.owed()).toEqual([]);
    await withdraw(after.about.tubeId);
    expect(await after.owed()).toEqual(['weigh-redraw cancelled']);
  });
});

describe('a decision that the second result stands', () => {
  test('is a task that names the first laboratory, whose correction ends it; nothing closes the case before', async () => {
    const { about, caseId, participantId, owed } = await aReferral();
    await tellRoom(SecondResultSettledV1, { ...about, decision: 'second-stands' });
    await decided(about.referralId);
    const tasks = `select owner_role, lab_code, case_id, due_at > opened_at as "hasClock" from isolation.tasks
      where kind = 'correct-result' and subject = $1`;
    expect(await rows(tasks, [about.referralId])).toEqual([
      { owner_role: 'cdc-duty', lab_code: 'LAB-HZ1', case_id: caseId, hasClock: true },
    ]);
    expect(await redrawsOf(participantId)).toEqual([]);
    expect(await stateOf(caseId)).toBe('verified');
    await withdraw(about.tubeId);
    expect(await owed()).toEqual(['correct-result done']);
    expect(await stateOf(caseId)).not.toBe('verified');
  });
});

test('a decision that the first result stands owes nothing more', async () => {
  const { about, caseId, participantId, owed } = await aReferral();
  await tellRoom(SecondResultSettledV1, { ...about, decision: 'first-stands' });
  await decided(about.referralId);
  expect(await owed()).toEqual([]);
  expect(await redrawsOf(participantId)).toEqual([]);
  expect(await stateOf(caseId)).toBe('verified');
});

test('a decision that is heard before the alert waits for it', async () => {
  const { participantId } = await held();
  const tubeId = writeTubeBarcode('23', 1);
  const about = { tubeId, campaignId, siteCode, referralId: systemIds.uuid7(), resultVersion: 1 };
  await tellRoom(SecondResultSettledV1, { ...about, decision: 'second-stands' });
  const kept = () => rows('select 1 from isolation.settled_results where referral_id = $1', [about.referralId]);
  await eventually(async () => expect(await kept()).toHaveLength(1));
  expect(await tasksOf(about.referralId)).toEqual([]);
  const job = OpenCaseV1.shape.parse({
    ...OpenCaseV1.example,
    ...{ campaignId, siteCode, tubeId, escalationId: systemIds.uuid7(), labCode: 'LAB-HZ1' },
    members: [{ position: 1, subjectKind: 'person', subjectId: participantId }],
  });
  await theRoom().service.app.get(OpenCases).run(job, `esc-${job.escalationId}-a1`);
  expect(await tasksOf(about.referralId)).toEqual(['correct-result open']);
});

test('contradiction and decision that are heard at once leave nothing to decide', async () => {
  const { about, tasks } = await aReferral();
  await theFacts().publish([
    theFacts().message(SecondResultFoundV1, { ...about, ...found(false) }),
    theFacts().message(SecondResultSettledV1, { ...about, decision: 'first-stands' }),
  ]);
  await decided(about.referralId);
  expect(await tasks()).not.toContain('settle-results open');
});

test('nothing was parked on the way', async () => {
  expect(await theRoom().service.app.get(Database).query('select type, reason from dead_letters')).toEqual([]);
});
