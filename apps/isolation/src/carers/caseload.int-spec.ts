import { decideContact } from '@lib/contracts/http/isolation/bases';
import { beforeAll, describe, expect, test } from 'vitest';
import { campaignId, duty, inTwoTransactions, linked, post, rows, withMeasureRoom } from '../measure-room.js';

withMeasureRoom();

const liaison = { sub: 'liaison-1', role: 'district-liaison', scope: { district: '330105' } } as const;
const neighbour = { ...liaison, scope: { district: '330106' } };
const cap = 1;
const list = (as: typeof liaison | typeof neighbour, persons: string[], role = 'community-cadre') =>
  post('/v1/carers', as, {
    districtCode: as.scope.district,
    carers: persons.map((person) => ({ person, role })),
  });

/** The decree lets a cadre look after so many from now on. */
const decree = (version: number, places: number) =>
  rows(
    `insert into isolation.campaign_policies (campaign_id, version, policy, recorded_at)
     select campaign_id, $2, policy || jsonb_build_object('version', $2::int, 'caseloadMax',
            jsonb_build_object('community-cadre', $3::int, 'doctor', 60)), now()
       from isolation.campaign_policies where campaign_id = $1 order by version desc limit 1`,
    [campaignId, version, places],
  );
/** Listed for nobody but whoever is asked by name: no order waits while the list is written. */
const listSilently = (person: string) =>
  rows(
    `insert into isolation.carers (person, role, district_code, put_by, put_at)
     values ($1, 'community-cadre', '330105', 'liaison-1', now())`,
    [person],
  );

beforeAll(async () => {
  await decree(9, cap);
  await list(liaison, ['doctor-1'], 'doctor');
});

interface Opened {
  readonly orderId: string;
  readonly measureIds: readonly string[];
}

async function decide({ contactId, participantId }: { contactId: string; participantId: string }): Promise<Opened> {
  const decided = await post(decideContact.path.replace(':contactId', contactId), duty, { decision: 'linked' });
  expect(decided.status, JSON.stringify(decided.body)).toBe(200);
  const [order] = await rows<{ order_id: string }>(
    'select order_id from isolation.isolation_orders where participant_id = $1',
    [participantId],
  );
  return { orderId: order?.order_id ?? '', ...(decided.body as { measureIds: string[] }) };
}
async function several(count: number) {
  const contacts = [];
  for (let n = 0; n < count; n += 1) contacts.push(await linked());
  return contacts;
}
const cadreOf = async (orderId: string) =>
  (
    await rows<{ person: string }>(
      `select person from isolation.order_assignments
        where order_id = $1 and role = 'community-cadre' and state in ('proposed', 'accepted')`,
      [orderId],
    )
  ).map(({ person }) => person);
const isGapOpen = async (orderId: string) =>
  (
    await rows(
      `select 1 from isolation.tasks where kind = 'assign-carer' and subject = $1 and state = 'open'
          and owner_role = 'district-liaison' and due_at is not null`,
      [`${orderId}:community-cadre`],
    )
  ).length === 1;
const overloaded = () =>
  rows(
    `select person from isolation.order_assignments where role = 'community-cadre' and state in ('proposed', 'accepted')
      group by person having count(distinct order_id) > ${cap}`,
  );
async function lift(opened: readonly Opened[]): Promise<void> {
  for (const { measureIds } of opened)
    for (const measureId of measureIds) await post(`/v1/measures/${measureId}/lift`, duty, { reason: 'basis-gone' });
}

describe('the last places under the caseload cap', () => {
  test.each([1, 2, 3])('go to as many orders as there are, and the others ask the district: time %i', async (turn) => {
    const cadres = [`cadre-${turn}a`, `cadre-${turn}b`];
    expect((await list(liaison, cadres)).body).toMatchObject({ asked: 0 });
    const opened = await Promise.all((await several(5)).map(decide));
    const held = await Promise.all(opened.map(({ orderId }) => cadreOf(orderId)));
    expect(held.flat().toSorted()).toEqual(cadres);
    const without = opened.filter((_one, index) => held[index]?.length === 0);
    expect(without).toHaveLength(3);
    for (const { orderId } of without) expect(await isGapOpen(orderId)).toBe(true);
    for (const { orderId } of opened.filter((one) => !without.includes(one)))
      expect(await isGapOpen(orderId)).toBe(false);
    expect(await overloaded()).toEqual([]);
    await lift(without);
  });

  test('are given once when two liaisons ask for the same person at the same moment', async () => {
    const [first, second] = await Promise.all((await several(2)).map(decide));
    if (first === undefined || second === undefined) throw new Error('two orders were not opened');
    await listSilently('cadre-named');
    const ask = ({ orderId }: Opened) =>
      post(`/v1/isolation-orders/${orderId}/carers`, liaison, { role: 'community-cadre', person: 'cadre-named' });
    const answers = await Promise.all([ask(first), ask(second)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'CASELOAD_FULL' });
    const gaps = await Promise.all([isGapOpen(first.orderId), isGapOpen(second.orderId)]);
    expect(gaps.toSorted()).toEqual([false, true]);
    expect(await overloaded()).toEqual([]);
    await lift([first, second]);
    await rows(`update isolation.carers set ended_at = now() where person = 'cadre-named'`);
  });

  test.each([1, 2, 3])('are one place for two districts that list the same person at once: time %i', async (turn) => {
    const opened = await Promise.all((await several(2)).map(decide));
    const [here, there] = opened;
    if (here === undefined || there === undefined) throw new Error('two orders were not opened');
    await rows(`update isolation.isolation_orders set district_code = '330106' where order_id = $1`, [there.orderId]);
    const both = `cadre-both-${turn}`;
    const put = await Promise.all([list(liaison, [both]), list(neighbour, [both])]);
    expect(put.map(({ status, body }) => [status, JSON.stringify(body)])).toEqual([
      [201, expect.anything()],
      [201, expect.anything()],
    ]);
    const held = await Promise.all(opened.map(({ orderId }) => cadreOf(orderId)));
    expect(held.flat()).toEqual([both]);
    expect(await overloaded()).toEqual([]);
    await rows(`update isolation.isolation_orders set district_code = '330105' where order_id = $1`, [there.orderId]);
    await lift(opened);
    await rows(`update isolation.carers set ended_at = now() where person = $1`, [both]);
  });

  test('are counted again when the answer comes: who was asked under a higher cap is told that it is full', async () => {
    const opened = await several(2).then((all) => Promise.all(all.map(decide)));
    await listSilently('cadre-low');
    await decree(10, 2);
    const asked: string[] = [];
    for (const { orderId } of opened) {
      const named = { role: 'community-cadre', person: 'cadre-low' };
      const answer = await post(`/v1/isolation-orders/${orderId}/carers`, liaison, named);
      expect(answer.status).toBe(201);
      asked.push((answer.body as { assignmentId: string }).assignmentId);
    }
    await decree(11, cap);
    const cadre = { sub: 'cadre-low', role: 'community-cadre', scope: { district: '330105' } } as const;
    const say = (assignmentId: string | undefined, isAccepted: boolean) =>
      post(`/v1/assignments/${assignmentId}/answer`, cadre, { isAccepted });
    expect(await say(asked[0], true)).toMatchObject({ status: 409, body: { code: 'CASELOAD_FULL' } });
    expect((await say(asked[1], false)).status).toBe(200);
    expect((await say(asked[0], true)).status).toBe(200);
    expect(await overloaded()).toEqual([]);
    await lift(opened);
    await rows(`update isolation.carers set ended_at = now() where person = 'cadre-low'`);
  });

  test('are one place for two transactions that do not see each other, by the word of the database', async () => {
    const opened = await Promise.all((await several(2)).map(decide));
    await rows(`update isolation.order_assignments set state = 'withdrawn' where order_id = any($1::uuid[])`, [
      opened.map(({ orderId }) => orderId),
    ]);
    const { first, second } = await inTwoTransactions(async (tx, index) => {
      const districtCode = index === 0 ? '330105' : '330106';
      await tx.execute(
        `insert into carers (person, role, district_code, put_by, put_at)
         values ('cadre-twice', 'community-cadre', $1, 'liaison-1', now())`,
        [districtCode],
      );
      await tx.execute(
        `insert into order_assignments (assignment_id, order_id, campaign_id, role, person, district_code, state,
            proposed_by, proposed_at, changed_at)
         values (gen_random_uuid(), $1, $2, 'community-cadre', 'cadre-twice', $3, 'proposed', 'liaison-1', now(), now())`,
        [opened[index]?.orderId, campaignId, districtCode],
      );
    });
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { constraint: 'caseload_within_cap' } });
    expect(await overloaded()).toEqual([]);
  });
});
