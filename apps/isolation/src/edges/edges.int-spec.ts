import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import {
  campaignId,
  duty,
  held,
  post,
  residentOf,
  reviewer,
  rows,
  siteCode,
  theFacts,
  verified,
  withMeasureRoom,
} from '../measure-room.js';

withMeasureRoom();

interface Edge {
  readonly kind: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly owner_person: string | null;
  readonly minutes: number;
}
const edgesOf = (caseId: string) =>
  rows<Edge>(
    `select kind, state, outcome, owner_person, round(extract(epoch from due_at - begins_at) / 60)::int as minutes
       from isolation.tasks where subject = $1 order by sequence, due_at, kind`,
    [caseId],
  );
const byKind = async (caseId: string) => new Map((await edgesOf(caseId)).map((edge) => [edge.kind, edge]));

let serial = 7_000;
/** The person’s single tube, sealed on the order that they were given, and what the laboratory released about it. */
async function sampledAlone({ participantId, caseId }: { participantId: string; caseId: string }) {
  const [order] = await rows<{ order_id: string }>('select order_id from isolation.recollections where case_id = $1', [
    caseId,
  ]);
  const tubeId = writeTubeBarcode('21', (serial += 1));
  const members = [{ position: 1, subjectKind: 'person' as const, subjectId: participantId }];
  const purpose = { purpose: 'recollection' as const, orderId: order?.order_id ?? '' };
  await theFacts().tell(TubeSealedV1, { campaignId, tubeId, siteCode, members, ...purpose });
  const released = (finding: 'not-detected' | 'detected') =>
    theFacts().tell(ResultReleasedV1, { campaignId, tubeId, siteCode, members, finding, ...purpose });
  return { tubeId, released };
}

describe('a case', () => {
  test('that is open is to be reached in 60 minutes, held, sampled alone in 120 and answered 6 hours after the swab', async () => {
    const { caseId } = await held();
    const edges = await byKind(caseId);
    const clocks = [...edges].map(([kind, { minutes }]) => [kind, minutes]);
    expect(Object.fromEntries(clocks)).toEqual({ locate: 60, hold: 60, recollect: 120, 'single-result': 480 });
  });

  test('belongs to whoever took its alert, step by step', async () => {
    const { caseId } = await held();
    expect((await edgesOf(caseId)).map((edge) => edge.owner_person)).toEqual(Array(4).fill('duty-1'));
  });

  test('whose single tube is sealed was reached, and its result has a clock from the swab', async () => {
    const person = await held();
    await sampledAlone(person);
    await eventually(async () => {
      const edges = await byKind(person.caseId);
      expect(edges.get('recollect')).toMatchObject({ state: 'done', outcome: 'sampled' });
      expect(edges.get('locate')).toMatchObject({ state: 'done', outcome: 'sampled' });
      expect(edges.get('hold')?.state).toBe('open');
    });
    const [clock] = await rows<{ minutes: number }>(
      `select extract(epoch from t.due_at - r.sealed_at)::float8 / 60 as minutes
         from isolation.tasks t join isolation.recollection_tubes r using (participant_id)
        where t.subject = $1 and t.kind = 'single-result'`,
      [person.caseId],
    );
    expect(clock?.minutes).toBe(360);
  });

  test('that is cleared owes nothing any more', async () => {
    const person = await held();
    const { released } = await sampledAlone(person);
    await released('not-detected');
    await eventually(async () => {
      const edges = await edgesOf(person.caseId);
      expect(edges.filter(({ state }) => state === 'open')).toEqual([]);
      expect(edges.find(({ kind }) => kind === 'single-result')).toMatchObject({ outcome: 'not-detected' });
    });
  });
});

describe('a verified case', () => {
  test('is not discharged by a word, before the person was moved and admitted', async () => {
    const { caseId } = await verified();
    const endOf = async () => {
      const [task] = await rows<{ task_id: string; version: number }>(
        `select task_id, version from isolation.tasks where subject = $1 and kind = 'decide-end' and state = 'open'`,
        [caseId],
      );
      return task;
    };
    const act = async (what: string, more: object = {}) => {
      const task = await endOf();
      return post(`/v1/tasks/${task?.task_id}/${what}`, duty, { expectedVersion: task?.version, ...more });
    };
    const said = await act('done', { outcome: 'discharged' });
    expect([said.status, (said.body as { code?: string }).code]).toEqual([409, 'MOVE_NOT_NEXT']);
    expect(await endOf()).toBeDefined();
    await rows(
      `update isolation.tasks set state = 'done', outcome = 'done', ended_at = now(), ended_by = 'officer-1'
        where subject = $1 and kind in ('order-transfer', 'board-vehicle', 'admit')`,
      [caseId],
    );
    expect((await act('done', { outcome: 'discharged' })).status).toBe(200);
  });
});

describe('an objection', () => {
  test('is a task of the reviewer with its own clock, and done when it is answered', async () => {
    const { measureId, participantId } = await held();
    const as = residentOf(participantId);
    const { body } = await post(`/v1/my-measures/${measureId}/appeal`, as, { ground: 'not-me', words: '' });
    const { appealId, dueAt } = body as { appealId: string; dueAt: string };
    const [task] = await rows('select * from isolation.tasks where subject = $1', [appealId]);
    expect(task).toMatchObject({ kind: 'answer-appeal', owner_role: 'auditor', state: 'open' });
    expect((task?.['due_at'] as Date).toISOString()).toBe(dueAt);
    const answer = { decision: 'upheld', reason: 'basis-proven', words: '依据成立' };
    expect((await post(`/v1/appeals/${appealId}/decide`, reviewer, answer)).status).toBe(200);
    const [answered] = await rows('select * from isolation.tasks where subject = $1', [appealId]);
    expect(answered).toMatchObject({ state: 'done', outcome: 'upheld', ended_by: 'auditor-1' });
  });
});
