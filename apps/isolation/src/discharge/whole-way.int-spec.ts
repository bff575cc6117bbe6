import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { expect, test } from 'vitest';
import { instantAt } from '../isolation-order/thirty-days.js';
import { KeepOrders } from '../keep-orders/keep-orders.handler.js';
import { campaignId, post, residentOf, rows, siteCode, tellRoom, theRoom, withMeasureRoom } from '../measure-room.js';
import { codeOf, doctor, officer, pointOf, tasksOf, tripOf, verified } from '../verified-room.js';

withMeasureRoom({ hasMovedClock: true });

const soon = { withinMs: 20_000 };
const liaison = { sub: 'liaison-1', role: 'district-liaison', scope: { district: '330105' } } as const;
let serial = 950_000;

interface Order {
  readonly isolationOrderId: string;
  readonly participantId: string;
  readonly category: string;
  readonly carers: { assignmentId: string; role: string }[];
  readonly stages: { measureId: string }[];
}
interface TaskLine {
  readonly taskId: string;
  readonly participantId: string;
  readonly dueAt: string;
  readonly version: number;
}

const moveTo = async (text: string) => theRoom().clock?.moveTo(instantAt(text));
const get = async <T>(path: string, as: Parameters<typeof post>[1]) => {
  const answer = await theRoom().call('GET', path, { as });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body as T;
};
const done = async <T = Record<string, string>>(path: string, as: Parameters<typeof post>[1], body: object) => {
  const answer = await post(path, as, body);
  expect(answer.status, `${path} ${JSON.stringify(answer.body)}`).toBeLessThan(300);
  return answer.body as T;
};
/** The only one there is. */
function the<T>(found: readonly T[]): T {
  const [one, ...more] = found;
  if (one === undefined || more.length > 0) throw new Error(`there are ${found.length}, not one`);
  return one;
}
const orderOf = async (participantId: string) => {
  const { orders } = await get<{ orders: Order[] }>('/v1/isolation-orders', doctor);
  return the(orders.filter((one) => one.participantId === participantId && one.category === 'infected'));
};
const dischargesToDecide = async (participantId: string) =>
  (await get<{ tasks: TaskLine[] }>('/v1/tasks?kind=decide-discharge', doctor)).tasks.filter(
    (one) => one.participantId === participantId,
  );
const taken = async ({ taskId, version }: TaskLine, as: Parameters<typeof post>[1]) =>
  (await done<{ task: TaskLine }>(`/v1/tasks/${taskId}/take`, as, { expectedVersion: version })).task;

/** The swab of a test day: asked for by the house, drawn alone on that order, answered the same day. */
async function swabOn(day: number, at: string, participantId: string): Promise<string> {
  await moveTo(at);
  await theRoom().service.app.get(KeepOrders).run();
  const orderId = await eventually(async () => {
    const [check] = await rows<{ recollection_id: string | null }>(
      `select c.recollection_id from isolation.order_checks c join isolation.isolation_orders o using (order_id)
        where o.participant_id = $1 and o.category = 'infected' and c.kind = 'test' and c.day = $2`,
      [participantId, day],
    );
    expect(check?.recollection_id ?? null).not.toBeNull();
    return check?.recollection_id ?? '';
  }, soon);
  const tubeId = writeTubeBarcode('26', (serial += 1));
  const members = [{ position: 1, subjectKind: 'person' as const, subjectId: participantId }];
  const tube = { tubeId, campaignId, siteCode, members, purpose: 'recollection' as const, orderId };
  await tellRoom(TubeSealedV1, tube, { recordedAt: instantAt(at) });
  await tellRoom(ResultReleasedV1, { ...tube, finding: 'not-detected', resultVersion: 1 });
  const answered =
    'select 1 from isolation.recollection_tubes where tube_id = $1 and result_version = 1 and sealed_at is not null';
  await eventually(async () => (await rows(answered, [tubeId])).length === 1, soon);
  return tubeId;
}

/** Verified, brought to a point, told by telephone, and looked after by the doctor who said yes. */
async function takenIn() {
  const { caseId, participantId } = await verified();
  const pointId = await pointOf('isolation-point');
  const { transferId } = await done(`/v1/cases/${caseId}/transfers`, officer, { pointId });
  await done(`/v1/transfers/${transferId}/board`, officer, { tripId: (await tripOf()).tripId });
  await done(`/v1/transfers/${transferId}/arrive`, doctor, {});
  expect(await tasksOf(caseId)).toEqual(expect.arrayContaining(['admit done', 'decide-end open']));
  const { tasks } = await get<{ tasks: TaskLine[] }>(`/v1/tasks?kind=tell-verified&case=${caseId}`, officer);
  const call = await taken(the(tasks), officer);
  await done(`/v1/tasks/${call.taskId}/done`, officer, { expectedVersion: call.version, outcome: 'told' });
  const order = await orderOf(participantId);
  const { assignmentId } = the(order.carers.filter(({ role }) => role === 'doctor'));
  await done(`/v1/assignments/${assignmentId}/answer`, doctor, { isAccepted: true });
  return { caseId, participantId, orderId: order.isolationOrderId, measureId: the(order.stages).measureId };
}

const swab = (tubeId: string, ctN: number | null) => ({ tubeId, resultVersion: 1, ctN, ctOrf1ab: null });

test('an infected person goes the whole way: verified, brought, taken in, looked after, clear twice, let go and told', async () => {
  await moveTo('2026-12-01 08:00');
  const carers = [
    { role: 'doctor', person: doctor.sub },
    { role: 'community-cadre', person: 'cadre-1' },
  ];
  await done('/v1/carers', liaison, { districtCode: '330105', carers });
  const { caseId, participantId, orderId, measureId } = await takenIn();

  const first = await swabOn(6, '2026-12-07 09:00', participantId);
  expect(await dischargesToDecide(participantId)).toEqual([]);
  const second = await swabOn(7, '2026-12-08 09:00', participantId);
  const asked = the(await dischargesToDecide(participantId));
  const fourHours = instantAt('2026-12-08 13:00').getTime();
  expect(Math.abs(new Date(asked.dueAt).getTime() - fourHours)).toBeLessThan(60_000);
  await taken(asked, doctor);

  const path = `/v1/measures/${measureId}/discharge`;
  const early = await post(path, doctor, { swabs: [swab(first, null), swab(second, 34.9)] });
  expect(codeOf(early)).toEqual([409, 'DISCHARGE_TOO_EARLY']);
  const clear = { swabs: [swab(first, 36), swab(second, null)] };
  expect(await done(path, doctor, clear)).toMatchObject({ measureId });
  expect(codeOf(await post(path, doctor, clear))).toEqual([409, 'MEASURE_OVER']);

  // The measure and what hung on it are over, by the doctor's name.
  const [measure] = await rows('select ended_because, ended_by from isolation.measures where measure_id = $1', [
    measureId,
  ]);
  expect(measure).toEqual({ ended_because: 'discharged', ended_by: doctor.sub });
  const [order] = await rows('select ended_because from isolation.isolation_orders where order_id = $1', [orderId]);
  expect(order).toEqual({ ended_because: 'discharged' });
  expect(await tasksOf(measureId)).toEqual(['decide-discharge done']);
  expect(await tasksOf(caseId)).toContain('decide-end done');
  const owed = await rows(
    `select kind from isolation.tasks where participant_id = $1 and state = 'open'
      and (detail->>'orderId' = $2 or subject = $3)`,
    [participantId, orderId, caseId],
  );
  expect(owed).toEqual([]);
  const { cards } = await get<{ cards: { caseId: string; column: string }[] }>(
    `/v1/cases/board?campaign=${campaignId}`,
    officer,
  );
  expect(cards.filter((one) => one.caseId === caseId).map(({ column }) => column)).toEqual(['ended']);

  // The person is told, and reads it for themselves.
  const told = await rows<{ kind: string }>(
    `select payload->>'kind' as kind from isolation.outbox
      where type = 'isolation.notice-requested.v1' and payload->>'participantId' = $1 order by position`,
    [participantId],
  );
  expect(told.map(({ kind }) => kind).filter((kind) => kind === 'measure-ended')).toHaveLength(1);
  const { measures } = await get<{ measures: { measureId: string }[] }>('/v1/my-measures', residentOf(participantId));
  expect(the(measures.filter((one) => one.measureId === measureId))).toMatchObject({
    ...{ state: 'over', endedBecause: 'discharged' },
  });
}, 120_000);
