import { PolicyChangedV1 } from '@lib/contracts/events/registration/policy-changed.v1';
import { eventually } from '@lib/testing';
import { describe, expect, test } from 'vitest';
import { campaignId, held, pack, post, rows, tellRoom, theRoom, withMeasureRoom } from '../measure-room.js';
import { codeOf, doctor, officer, pointOf, tasksOf, verified } from '../verified-room.js';

withMeasureRoom();

const soon = { withinMs: 20_000 };
const cadre = { sub: 'cadre-1', role: 'community-cadre', scope: { district: '330105' } } as const;
const liaison = { sub: 'liaison-1', role: 'district-liaison', scope: { district: '330105' } } as const;
const dayMs = 86_400_000;

const atHome = (caseId: string, as: Parameters<typeof post>[1] = officer) =>
  post(`/v1/cases/${caseId}/home-isolation`, as, {});
const measuresOf = (participantId: string) =>
  rows<{ kind: string; place: string; ended_because: string | null }>(
    'select kind, place, ended_because from isolation.measures where participant_id = $1 order by recorded_at, kind',
    [participantId],
  );

/** From now on the campaign's pack lets infected people stay at home. */
async function letStayAtHome(): Promise<void> {
  const { categories } = pack.rules;
  const infected = { ...categories.infected, stages: [{ place: 'home', days: 7 }] };
  const measures = { ...pack, packVersion: 3, rules: { ...pack.rules, categories: { ...categories, infected } } };
  await tellRoom(PolicyChangedV1, { campaignId, policy: { version: 4, measures } as never });
  const known = 'select 1 from isolation.campaign_policies where campaign_id = $1 and version = 4';
  await eventually(async () => (await rows(known, [campaignId])).length === 1, soon);
}

describe('isolation at home of an infected person', () => {
  test('is refused in words where the pack names another place, and nothing is done', async () => {
    const { caseId, participantId } = await verified();
    const refused = await atHome(caseId);
    expect(codeOf(refused)).toEqual([409, 'HOME_NOT_IN_PACK']);
    expect(JSON.stringify(refused.body)).toContain('转运单');
    expect(await measuresOf(participantId)).toEqual([{ kind: 'hold', place: 'on-the-spot', ended_because: null }]);
    expect(await tasksOf(caseId)).toContain('order-transfer open');
  });

  test('begins where the pack names it: for its days, with a cadre, a doctor, calls and temperatures, and no vehicle', async () => {
    await letStayAtHome();
    const carers = [
      { role: 'community-cadre', person: cadre.sub },
      { role: 'doctor', person: doctor.sub },
    ];
    expect((await post('/v1/carers', liaison, { districtCode: '330105', carers })).status).toBeLessThan(300);
    const { caseId, participantId } = await verified();
    const ordered = await atHome(caseId);
    expect(ordered.status, JSON.stringify(ordered.body)).toBe(201);
    const { measureIds, endsAt } = ordered.body as { measureIds: string[]; endsAt: string };
    expect(measureIds).toHaveLength(1);
    const [measure] = await rows<Record<string, unknown> & { starts_at: Date; ends_at: Date }>(
      'select * from isolation.measures where measure_id = $1',
      measureIds,
    );
    expect(measure).toMatchObject({
      ...{ category: 'infected', place: 'home', basis_kind: 'own-result-chain', decided_by: officer.sub },
      ...{ authority: pack.issuer, remedy_zh: pack.remedyZh, ended_at: null },
    });
    expect(measure?.ends_at.toISOString()).toBe(endsAt);
    expect(new Date(endsAt).getTime() - (measure?.starts_at.getTime() ?? 0)).toBe(7 * dayMs);
    // The hold on the spot gave way to it.
    expect(await measuresOf(participantId)).toContainEqual({
      ...{ kind: 'hold', place: 'on-the-spot', ended_because: 'superseded' },
    });
    expect(await tasksOf(caseId)).toEqual(
      expect.arrayContaining([
        'order-transfer done',
        'board-vehicle done',
        'admit done',
        'hold done',
        'decide-end open',
      ]),
    );
    const looked = await rows<{ kind: string; owed: number }>(
      `select c.kind, count(*)::int as owed from isolation.order_checks c join isolation.isolation_orders o using (order_id)
        where o.participant_id = $1 group by c.kind order by c.kind`,
      [participantId],
    );
    expect(looked.map(({ kind }) => kind)).toEqual(['call', 'temperature', 'test']);
    const assigned = await rows<{ role: string; person: string }>(
      `select a.role, a.person from isolation.order_assignments a join isolation.isolation_orders o using (order_id)
        where o.participant_id = $1 order by a.role`,
      [participantId],
    );
    expect(assigned).toEqual(carers);
    const { body } = await theRoom().call('GET', '/v1/unplaced', { as: officer });
    expect(JSON.stringify(body)).not.toContain(participantId);
    expect(codeOf(await atHome(caseId))).toEqual([409, 'INFECTED_ISOLATED_ALREADY']);
  });

  test('is not ordered beside a vehicle or a room, of a case that waits, or by whoever may not', async () => {
    const fetched = await verified();
    expect(
      (await post(`/v1/cases/${fetched.caseId}/transfers`, officer, { pointId: await pointOf('hospital') })).status,
    ).toBe(201);
    expect(codeOf(await atHome(fetched.caseId))).toEqual([409, 'TRANSFER_ORDERED']);
    const housed = await verified();
    const pointId = await pointOf('isolation-point');
    const stay = { campaignId, participantId: housed.participantId };
    expect((await post(`/v1/isolation-points/${pointId}/stays`, officer, stay)).status).toBe(201);
    expect(codeOf(await atHome(housed.caseId))).toEqual([409, 'PERSON_HAS_ROOM']);
    expect(codeOf(await atHome((await held()).caseId))).toEqual([409, 'HOME_NEEDS_VERIFIED']);
    expect((await atHome(fetched.caseId, doctor)).status).toBe(403);
    const stranger = { ...officer, scope: { district: '330106' } };
    expect(codeOf(await atHome(fetched.caseId, stranger))).toEqual([404, 'CASE_UNKNOWN']);
  });
});
