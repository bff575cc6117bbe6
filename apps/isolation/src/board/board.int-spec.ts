import { acceptAlert, offerAlert, readBoard } from '@lib/contracts/http/isolation/board';
import type { BoardCard } from '@lib/contracts/http/isolation/board';
import { takeAlert } from '@lib/contracts/http/isolation/duty-list';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { systemIds } from '@lib/platform';
import { writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { campaignId, duty, held, other, post, rows, siteCode, theRoom, withMeasureRoom } from '../measure-room.js';
import { OpenCases } from '../open-case/open-case.handler.js';

withMeasureRoom();

const elsewhere = { ...duty, sub: 'duty-9', scope: { district: '330106' } } as const;
const cadre = { sub: 'cadre-1', role: 'community-cadre', scope: { district: '330105' } } as const;
type Who = Parameters<typeof post>[1];

async function board(as: Who, asked: string) {
  const { status, body } = await theRoom().call('GET', `/v1/cases/board?${asked}`, { as });
  expect(status).toBe(200);
  return readBoard.response.parse(body);
}
async function cardOf({ tubeId }: { tubeId: string }, as: Who = duty): Promise<BoardCard> {
  const { cards } = await board(as, `tube=${tubeId}`);
  const [card] = cards;
  if (card === undefined) throw new Error('nobody is on the board');
  return card;
}
let serial = 0;
/** Two people of a tube that nobody took yet. */
async function screened(more: object = {}) {
  const members = [1, 2].map((position) => ({ position, subjectKind: 'person', subjectId: systemIds.uuid4() }));
  const tubeId = writeTubeBarcode('22', (serial += 1));
  const ids = { escalationId: systemIds.uuid7(), uploadId: systemIds.uuid7() };
  const job = OpenCaseV1.shape.parse({ ...OpenCaseV1.example, campaignId, siteCode, members, tubeId, ...ids, ...more });
  await theRoom().service.app.get(OpenCases).run(job, `esc-${job.escalationId}-a1`);
  return job;
}
const move = (card: BoardCard, to: string, as: Who = duty) =>
  post(`/v1/cases/${card.caseId}/move`, as, { to, expectedVersion: card.version });
const call = (card: BoardCard, outcome: string, as: Who = duty) =>
  post(`/v1/cases/${card.caseId}/calls`, as, { outcome, expectedVersion: card.version });
const moved = async (card: BoardCard, to: string): Promise<BoardCard> => {
  const answer = await move(card, to);
  expect(answer).toMatchObject({ status: 200 });
  return (answer.body as { card: BoardCard }).card;
};

describe('the board', () => {
  test('goes from the detected tube to the single swab by acts, each of which the card follows', async () => {
    const job = await screened();
    const first = await cardOf(job);
    expect(first).toMatchObject({ column: 'screened', ownerPerson: null, dueKind: 'locate' });
    const listed = await moved(first, 'listed');
    expect(listed).toMatchObject({ column: 'listed', ownerPerson: 'duty-1', measures: [{ kind: 'hold' }] });
    const inHand = await moved(listed, 'contact');
    expect(inHand.column).toBe('contact');
    const kept = await moved(inHand, 'held');
    expect(kept.column).toBe('held');
    expect(kept.firstContactAt).not.toBeNull();
    const waiting = await moved(kept, 'recollection');
    expect(waiting).toMatchObject({ column: 'recollection', order: { state: 'open' } });
    expect(await move(waiting, 'review')).toMatchObject({ status: 409, body: { code: 'MOVE_FOLLOWS_A_FACT' } });
    expect(await move(waiting, 'admitted')).toMatchObject({ body: { code: 'MOVE_HAS_ITS_OWN_FORM' } });
    expect(await move(waiting, 'listed')).toMatchObject({ body: { code: 'MOVE_NOT_NEXT' } });
  });

  test('shows a lane for the tube and counts every column', async () => {
    const job = await screened();
    const shown = await board(duty, `tube=${job.tubeId}`);
    expect(shown.lanes).toMatchObject([{ tubeId: job.tubeId, takenBy: null, isWithdrawn: false, isHousehold: false }]);
    await rows('insert into isolation.household_tubes values ($1, $2, $3, now())', [job.tubeId, campaignId, siteCode]);
    expect((await board(duty, `tube=${job.tubeId}`)).lanes).toMatchObject([{ isHousehold: true }]);
    expect(shown.cards.map(({ position }) => position).toSorted()).toEqual([1, 2]);
    const counted = Object.fromEntries(shown.columns.map(({ column, cards }) => [column, cards]));
    expect(counted).toMatchObject({ screened: 2, listed: 0, ended: 0 });
  });

  test('shows a foreign district nothing, and lets it move nothing', async () => {
    const job = await screened();
    const card = await cardOf(job);
    expect((await board(elsewhere, `tube=${job.tubeId}`)).cards).toEqual([]);
    expect(await move(card, 'listed', elsewhere)).toMatchObject({ status: 404, body: { code: 'CASE_UNKNOWN' } });
    expect(await call(card, 'reached', elsewhere)).toMatchObject({ status: 404 });
  });

  test('tells whoever comes late who changed the card', async () => {
    const { job } = await held();
    const card = await cardOf(job);
    expect(await call(card, 'no-answer')).toMatchObject({ status: 200 });
    const late = await call(card, 'reached', other);
    expect(late).toMatchObject({ status: 409, body: { code: 'CASE_CHANGED', facts: { owner: 'duty-1' } } });
  });

  test('gives only what changed to whoever asks since when', async () => {
    const [one, two] = [await screened(), await screened()];
    const { asOf } = await board(duty, `tube=${one.tubeId}`);
    await moved(await cardOf(two), 'listed');
    expect((await board(duty, `tube=${one.tubeId}&since=${asOf}`)).cards).toEqual([]);
    expect((await board(duty, `tube=${two.tubeId}&since=${asOf}`)).cards).toHaveLength(2);
  });

  test('filters by owner and by what nobody took', async () => {
    const job = await screened();
    const asked = `tube=${job.tubeId}`;
    expect((await board(duty, `${asked}&owner=none`)).cards).toHaveLength(2);
    await moved(await cardOf(job), 'listed');
    expect((await board(duty, `${asked}&owner=none`)).cards).toEqual([]);
    expect((await board(duty, `${asked}&owner=duty-1`)).cards).toHaveLength(2);
    expect((await board(duty, `${asked}&overdue=yes`)).cards).toEqual([]);
  });
});

describe('a step', () => {
  const chief = { sub: 'chief-1', role: 'command-centre', scope: {} } as const;
  const epidemiologist = { sub: 'epi-1', role: 'epidemiologist', scope: { district: '330105' } } as const;

  test('that somebody has is neither ended nor taken over their head', async () => {
    const { job } = await held();
    const theirs = { status: 409, body: { code: 'TASK_CHANGED', facts: { owner: 'duty-1' } } };
    const card = await cardOf(job);
    for (const to of ['contact', 'held']) expect(await move(card, to, other)).toMatchObject(theirs);
    expect((await cardOf(job)).column).toBe('listed');
    const reached = await moved(card, 'held');
    expect(await move(reached, 'recollection', other)).toMatchObject(theirs);
    expect((await moved(reached, 'recollection')).column).toBe('recollection');
  });

  test('that nobody has is done by its role or an overseer, and by nobody else', async () => {
    const job = await screened();
    expect((await post(takeAlert.path.replace(':escalationId', job.escalationId), chief, {})).status).toBe(200);
    const card = await cardOf(job);
    expect(card).toMatchObject({ column: 'listed', ownerPerson: null });
    for (const to of ['contact', 'held'])
      expect(await move(card, to, epidemiologist)).toMatchObject({ status: 409, body: { code: 'TASK_NOT_YOURS' } });
    expect(await move(card, 'held', other)).toMatchObject({ status: 200 });
  });
});

describe('a call', () => {
  test('that reaches the person ends the step, and is kept with time and caller', async () => {
    const { job, caseId } = await held();
    const answer = await call(await cardOf(job), 'reached');
    expect(answer.body).toMatchObject({ doorKnock: false, card: { column: 'held', calls: { total: 1 } } });
    const [kept] = await rows('select * from isolation.calls where case_id = $1', [caseId]);
    expect(kept).toMatchObject({ outcome: 'reached', called_by: 'duty-1' });
  });

  test('in vain three times sends somebody to the door, once', async () => {
    const { job, participantId } = await held();
    const knocks = [];
    for (const outcome of ['no-answer', 'switched-off', 'no-answer', 'no-answer']) {
      const { body } = await call(await cardOf(job), outcome);
      knocks.push((body as { doorKnock: boolean }).doorKnock);
    }
    expect(knocks).toEqual([false, false, true, true]);
    const tasks = await rows(`select * from isolation.tasks where kind = 'door-knock' and subject = $1`, [
      participantId,
    ]);
    expect(tasks).toMatchObject([{ owner_role: 'community-cadre', state: 'open', detail: { because: 'no-answer' } }]);
  });

  test('with a wrong number sends somebody at once, who ends the step by finding the person', async () => {
    const { job, participantId } = await held();
    expect((await call(await cardOf(job), 'wrong-number')).body).toMatchObject({ doorKnock: true });
    const [task] = await rows<{ task_id: string; version: number }>(
      `select task_id, version from isolation.tasks where kind = 'door-knock' and subject = $1`,
      [participantId],
    );
    const path = `/v1/tasks/${task?.task_id}`;
    expect(await post(`${path}/take`, cadre, { expectedVersion: 1 })).toMatchObject({ status: 200 });
    expect(await post(`${path}/done`, cadre, { expectedVersion: 2, outcome: 'found' })).toMatchObject({ status: 200 });
    expect((await cardOf(job)).column).toBe('held');
  });

  test('that speaks of an urgent need calls a doctor', async () => {
    const { job, participantId } = await held();
    await call(await cardOf(job), 'urgent-need');
    const tasks = await rows(`select * from isolation.tasks where kind = 'urgent-need' and subject = $1`, [
      participantId,
    ]);
    expect(tasks).toMatchObject([{ owner_role: 'doctor', state: 'open' }]);
  });
});

describe('a taken alert', () => {
  const path = (route: { path: string }, escalationId: string) => route.path.replace(':escalationId', escalationId);

  test('changes hands when it is accepted, with the open steps of its people, and not before', async () => {
    const { job } = await held();
    const { escalationId } = job;
    expect(await post(path(offerAlert, escalationId), duty, { toPerson: 'duty-2' })).toMatchObject({ status: 200 });
    expect((await cardOf(job)).ownerPerson).toBe('duty-1');
    const third = { ...duty, sub: 'duty-3' };
    expect(await post(path(acceptAlert, escalationId), third, {})).toMatchObject({
      ...{ status: 409, body: { code: 'ALERT_OF_SOMEBODY_ELSE', facts: { owner: 'duty-1' } } },
    });
    expect(await post(path(acceptAlert, escalationId), other, {})).toMatchObject({
      ...{ status: 200, body: { takenBy: 'duty-2', edges: 4 } },
    });
    expect((await cardOf(job)).ownerPerson).toBe('duty-2');
  });

  const stepsOf = (participantId: string) =>
    rows<{ campaign_id: string; district_code: string; owner_person: string | null }>(
      `select campaign_id, district_code, owner_person from isolation.tasks
        where participant_id = $1 and kind in ('locate', 'hold', 'recollect', 'single-result') and state = 'open'`,
      [participantId],
    );

  test('gives whoever takes it no step that another district answers for', async () => {
    const { members } = await screened();
    const second = await screened({ members, siteCode: '330106-0001' });
    expect((await post(path(takeAlert, second.escalationId), elsewhere, {})).status).toBe(200);
    const steps = await stepsOf(members[0]?.subjectId ?? '');
    expect(steps).toHaveLength(4);
    for (const step of steps) expect(step).toMatchObject({ district_code: '330105', owner_person: null });
  });

  test('takes along no step of another campaign or district when it is handed on', async () => {
    const { job, participantId } = await held();
    const otherCampaign = systemIds.uuid7();
    for (const differs of [{ campaign_id: otherCampaign }, { district_code: '330106' }])
      await rows(
        `insert into isolation.tasks select (jsonb_populate_record(t, to_jsonb(t) || $2::jsonb ||
           jsonb_build_object('task_id', gen_random_uuid(), 'subject', gen_random_uuid()))).*
           from isolation.tasks t where t.participant_id = $1 and t.kind = 'locate' and t.subject = t.case_id::text`,
        [participantId, JSON.stringify(differs)],
      );
    await post(path(offerAlert, job.escalationId), duty, { toPerson: 'duty-2' });
    const accepted = await post(path(acceptAlert, job.escalationId), other, {});
    expect(accepted).toMatchObject({ status: 200, body: { edges: 4 } });
    const kept = (await stepsOf(participantId)).filter(({ owner_person: owner }) => owner === 'duty-1');
    expect(kept.map((one) => [one.campaign_id === otherCampaign, one.district_code]).toSorted()).toEqual([
      [false, '330106'],
      [true, '330105'],
    ]);
  });

  test('is not handed on from another district, nor before anybody has it', async () => {
    const { escalationId } = await screened();
    const offer = path(offerAlert, escalationId);
    expect(await post(offer, elsewhere, { toPerson: 'duty-9' })).toMatchObject({ status: 404 });
    expect(await post(offer, duty, { toPerson: 'duty-2' })).toMatchObject({ body: { code: 'ALERT_NOT_TAKEN' } });
  });
});
