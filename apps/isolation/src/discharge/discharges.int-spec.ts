import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { listIsolationOrders } from '@lib/contracts/http/isolation/isolation-orders';
import { systemClock } from '@lib/platform';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { campaignId, duty, linked, post, rows, siteCode, tellRoom, theRoom, withMeasureRoom } from '../measure-room.js';
import { codeOf, doctor, officer, pointOf, tasksOf, tripOf, verified } from '../verified-room.js';

withMeasureRoom();

const hourMs = 3_600_000;
let serial = 700_000;

/** A verified person who arrived at an isolation point. */
async function infected() {
  const { caseId, participantId } = await verified();
  const ordered = await post(`/v1/cases/${caseId}/transfers`, officer, { pointId: await pointOf('isolation-point') });
  const { transferId } = ordered.body as { transferId: string };
  await post(`/v1/transfers/${transferId}/board`, officer, { tripId: (await tripOf()).tripId });
  await post(`/v1/transfers/${transferId}/arrive`, doctor, {});
  const measures = await measuresOf(participantId);
  const measureId = measures.find(({ category, kind }) => category === 'infected' && kind === 'isolation')?.measure_id;
  return { caseId, participantId, measureId: measureId ?? '' };
}
const measuresOf = (participantId: string) =>
  rows<{ measure_id: string; category: string; kind: string; ended_because: string | null; ended_by: string | null }>(
    'select * from isolation.measures where participant_id = $1 order by starts_at, category',
    [participantId],
  );

/** A single tube of the person that was sealed so many hours ago and whose result was released. */
async function answered(participantId: string, hoursAgo: number, version = 1) {
  const tubeId = writeTubeBarcode('23', (serial += 1));
  const sealedAt = new Date(systemClock.now().getTime() - hoursAgo * hourMs);
  await rows(
    `insert into isolation.recollection_tubes (tube_id, campaign_id, participant_id, site_code, sealed_at, result_version,
        finding, is_cancelled, released_at, recorded_at)
     values ($1, $2, $3, $4, $5, $6, 'not-detected', false, now(), now())`,
    [tubeId, campaignId, participantId, siteCode, sealedAt, version],
  );
  return tubeId;
}
const swab = (tubeId: string, ctN: number | null = 37, more: object = {}) => ({
  ...{ tubeId, resultVersion: 1, ctN, ctOrf1ab: 38, ...more },
});
const discharge = (measureId: string, swabs: object[], as: Parameters<typeof post>[1] = doctor) =>
  post(`/v1/measures/${measureId}/discharge`, as, { swabs });

describe('an infected person', () => {
  test('is discharged by a doctor on two clear swabs a day apart, and is looked after as recovered from then on', async () => {
    const { caseId, participantId, measureId } = await infected();
    const [first, second] = [await answered(participantId, 25), await answered(participantId, 1)];
    const done = await discharge(measureId, [swab(first), swab(second, null)]);
    expect(done.status).toBe(200);
    const measures = await measuresOf(participantId);
    expect(measures.find((one) => one.measure_id === measureId)).toMatchObject({
      ...{ ended_because: 'discharged', ended_by: 'doctor-1' },
    });
    const open = measures.filter(({ ended_because }) => ended_because === null);
    expect(open).toMatchObject([{ category: 'recovered', kind: 'isolation' }]);
    expect(await tasksOf(caseId)).toContain('decide-end done');
    // Days 1 to 6 ask for no swab; day 7 does.
    const tests = await rows(
      `select c.day from isolation.order_checks c join isolation.isolation_orders o using (order_id)
        where o.participant_id = $1 and o.category = 'recovered' and c.kind = 'test'`,
      [participantId],
    );
    expect(tests).toEqual([{ day: 7 }]);
    const [kept] = await rows('select discharged_by from isolation.discharges where measure_id = $1', [measureId]);
    expect(kept).toEqual({ discharged_by: 'doctor-1' });
    expect(codeOf(await discharge(measureId, [swab(first), swab(second)]))).toEqual([409, 'MEASURE_OVER']);
  });

  test('stays while a swab is not clear, or too close to the one before', async () => {
    const { participantId, measureId } = await infected();
    const [first, second] = [await answered(participantId, 20), await answered(participantId, 1)];
    const tooClose = await discharge(measureId, [swab(first), swab(second)]);
    expect(codeOf(tooClose)).toEqual([409, 'DISCHARGE_TOO_EARLY']);
    expect(codeOf(await discharge(measureId, [swab(first), swab(second, 34)]))).toEqual([409, 'DISCHARGE_TOO_EARLY']);
  });

  test('is not discharged on a swab of somebody else, on another version, or by leaving one out', async () => {
    const { participantId, measureId } = await infected();
    const stranger = (await infected()).participantId;
    const [first, between, last] = [
      ...[await answered(participantId, 30), await answered(participantId, 12), await answered(participantId, 1)],
    ] as const;
    const foreign = swab(await answered(stranger, 2));
    const unknown = [409, 'DISCHARGE_RESULT_UNKNOWN'];
    expect(codeOf(await discharge(measureId, [swab(first), foreign]))).toEqual(unknown);
    expect(codeOf(await discharge(measureId, [swab(first), swab(last, 37, { resultVersion: 2 })]))).toEqual(unknown);
    const leftOut = await discharge(measureId, [swab(first), swab(last)]);
    expect(codeOf(leftOut)).toEqual([409, 'DISCHARGE_SWAB_LEFT_OUT']);
    expect((await discharge(measureId, [swab(first), swab(between), swab(last)])).status).toBe(200);
  });
});

describe('whoever may be clear', () => {
  const isLookedAt = async (measureId: string) =>
    rows<{ state: string; outcome: string | null; owner_role: string; detail: { by: string; ctMin: number } }>(
      `select state, outcome, owner_role, detail from isolation.tasks where kind = 'decide-discharge' and subject = $1
        order by sequence`,
      [measureId],
    );
  /** A released result of the person's own swab, as the laboratory tells it. */
  async function released(participantId: string, hoursAgo: number, finding: 'detected' | 'not-detected') {
    const tubeId = writeTubeBarcode('23', (serial += 1));
    const members = [{ position: 1, subjectKind: 'person' as const, subjectId: participantId }];
    const recordedAt = new Date(systemClock.now().getTime() - hoursAgo * hourMs);
    const tube = { tubeId, campaignId, siteCode, members, purpose: 'recollection' as const };
    await tellRoom(TubeSealedV1, tube, { recordedAt });
    await tellRoom(ResultReleasedV1, { ...tube, finding, resultVersion: 1 });
    await eventually(
      async () =>
        (await rows('select 1 from isolation.recollection_tubes where tube_id = $1 and result_version = 1', [tubeId]))
          .length === 1,
      { withinMs: 20_000 },
    );
    return tubeId;
  }
  /** Three days ago, so that swabs of yesterday count. */
  async function infectedSince(days: number) {
    const person = await infected();
    await rows('alter table isolation.measures disable trigger measures_are_not_rewritten');
    await rows(
      `update isolation.measures set counted_from = counted_from - make_interval(days => $2),
              starts_at = starts_at - make_interval(days => $2) where measure_id = $1`,
      [person.measureId, days],
    );
    await rows('alter table isolation.measures enable trigger measures_are_not_rewritten');
    return person;
  }

  test('is a doctor’s task from the second clear swab on, and no sooner', async () => {
    const { participantId, measureId } = await infectedSince(3);
    await released(participantId, 26, 'not-detected');
    expect(await isLookedAt(measureId)).toEqual([]);
    await released(participantId, 1, 'not-detected');
    expect(await isLookedAt(measureId)).toMatchObject([
      { state: 'open', owner_role: 'doctor', detail: { by: 'findings', swabs: 2, ctMin: 35, hoursApartMin: 24 } },
    ]);
    const swabs = await rows<{ tube_id: string }>(
      'select tube_id from isolation.recollection_tubes where participant_id = $1 and finding = $2',
      [participantId, 'not-detected'],
    );
    expect(
      (
        await discharge(
          measureId,
          swabs.map(({ tube_id }) => swab(tube_id, null)),
        )
      ).status,
    ).toBe(200);
    expect(await isLookedAt(measureId)).toMatchObject([{ state: 'done', outcome: 'discharged' }]);
  });

  test('is looked at for the thresholds when something was found again, and asked about anew with the next swab', async () => {
    const { participantId, measureId } = await infectedSince(3);
    await released(participantId, 30, 'not-detected');
    await released(participantId, 2, 'detected');
    expect(await isLookedAt(measureId)).toMatchObject([{ state: 'open', detail: { by: 'thresholds', swabs: 2 } }]);
    await rows(
      `update isolation.tasks set state = 'done', outcome = 'stays', ended_by = 'doctor-1', ended_at = now()
        where kind = 'decide-discharge' and subject = $1`,
      [measureId],
    );
    await released(participantId, 1, 'not-detected');
    expect((await isLookedAt(measureId)).map(({ state }) => state)).toEqual(['done', 'open']);
  });

  test('is no task any more when the measure is over', async () => {
    const { participantId, measureId } = await infectedSince(3);
    await released(participantId, 26, 'not-detected');
    await released(participantId, 1, 'not-detected');
    await post(`/v1/measures/${measureId}/lift`, duty, { reason: 'no-longer-needed' });
    expect(await isLookedAt(measureId)).toMatchObject([{ state: 'cancelled', outcome: 'measure-over' }]);
  });
});

describe('a doctor', () => {
  test('finds on the isolation order which measure a discharge ends', async () => {
    const { participantId, measureId } = await infected();
    const { body } = await theRoom().call('GET', '/v1/isolation-orders', { as: doctor });
    const { orders } = listIsolationOrders.response.parse(body);
    const own = orders.filter((one) => one.participantId === participantId && one.category === 'infected');
    expect(own.flatMap(({ stages }) => stages.map((stage) => [stage.state, stage.measureId]))).toEqual([
      ['running', measureId],
    ]);
  });
});

describe('a contact', () => {
  test('is never discharged by thresholds: their days end by themselves', async () => {
    const contact = await linked();
    const decided = await post(`/v1/contacts/${contact.contactId}/decide`, duty, { decision: 'linked' });
    const [measureId = ''] = (decided.body as { measureIds: string[] }).measureIds;
    const swabs = [swab(await answered(contact.participantId, 25)), swab(await answered(contact.participantId, 1))];
    expect(codeOf(await discharge(measureId, swabs))).toEqual([409, 'DISCHARGE_NOT_INFECTED']);
  });
});
