import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { NoticeSettledV1 } from '@lib/contracts/events/notification/notice-settled.v1';
import { NoticeUndeliveredV1 } from '@lib/contracts/events/notification/notice-undelivered.v1';
import { systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import type { NoticeKindName } from '@lib/vocabulary';
import { writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { campaignId, duty, held, post, reviewer, rows, siteCode, theFacts, theRoom } from '../measure-room.js';
import { verified, withMeasureRoom } from '../measure-room.js';

withMeasureRoom();

interface Asked {
  readonly kind: NoticeKindName;
  readonly cause: { readonly kind: string; readonly id: string; readonly version: number };
  readonly restsOn?: { readonly kind: string; readonly state: string; readonly sequence: number };
  readonly result?: { readonly tubeId: string; readonly version: number };
  readonly participantId: string;
}

const askedOf = async (participantId: string): Promise<Asked[]> =>
  (
    await rows<{ payload: Asked }>(
      `select payload from isolation.outbox where type = 'isolation.notice-requested.v1'
          and payload->>'participantId' = $1 order by position`,
      [participantId],
    )
  ).map(({ payload }) => payload);

const kindsOf = async (participantId: string) => (await askedOf(participantId)).map(({ kind }) => kind);
const asksFor = (participantId: string, kind: NoticeKindName) =>
  eventually(async () => (await askedOf(participantId)).find((one) => one.kind === kind) ?? false);

const officer = { ...duty, sub: 'officer-1', role: 'isolation-officer' } as const;
const cadre = { ...duty, sub: 'cadre-1', role: 'community-cadre' } as const;

/** The open tasks by which somebody is told that their case is verified. */
const openTellings = (caseId: string) =>
  rows<{ task_id: string; version: number; kind: string; owner_role: string }>(
    `select task_id, version, kind, owner_role from isolation.tasks
      where kind in ('tell-verified', 'door-knock') and subject = $1 and state = 'open'`,
    [caseId],
  );

/** Somebody takes the one task of this kind that is open about a case, and says how it ended. */
async function ends(kind: string, caseId: string, as: typeof officer | typeof cadre, outcome: string): Promise<void> {
  const open = await openTellings(caseId);
  expect(open).toMatchObject([{ kind, owner_role: as.role }]);
  const [task] = open;
  const taken = await post(`/v1/tasks/${task!.task_id}/take`, as, { expectedVersion: task!.version });
  expect(taken.status).toBe(200);
  const { version } = (taken.body as { task: { version: number } }).task;
  const done = await post(`/v1/tasks/${task!.task_id}/done`, as, { expectedVersion: version, outcome });
  expect(done.status).toBe(200);
}

let serial = 900_000;

/** The swab that follows a hold: sealed after the detection, and released as not detected. */
async function clearedBySwab(participantId: string) {
  const [order] = await rows<{ order_id: string }>(
    'select order_id from isolation.recollections where participant_id = $1',
    [participantId],
  );
  const tubeId = writeTubeBarcode('21', (serial += 1));
  const members = [{ position: 1, subjectKind: 'person' as const, subjectId: participantId }];
  const about = { tubeId, campaignId, siteCode, members, purpose: 'recollection' as const, orderId: order!.order_id };
  await theFacts().tell(TubeSealedV1, about);
  await theFacts().tell(ResultReleasedV1, { ...about, finding: 'not-detected', resultVersion: 1, status: 'final' });
  return tubeId;
}

describe('a person of a taken alert', () => {
  test('is told once about the result: of the hold, its basis and its end', async () => {
    const { participantId, job, measureId } = await held();
    const asked = await askedOf(participantId);
    expect(asked).toMatchObject([
      {
        kind: 'hold-begun',
        cause: { kind: 'result', id: job.tubeId, version: 1 },
        restsOn: { kind: 'measure', id: measureId, sequence: 1, state: 'running' },
      },
    ]);
    expect(asked).toHaveLength(1);
  });

  test('who is cleared is told so about that very result, and not also that the hold ended', async () => {
    const { participantId, caseId } = await held();
    const tubeId = await clearedBySwab(participantId);
    const asked = await asksFor(participantId, 'case-cleared');
    expect(asked).toMatchObject({
      cause: { kind: 'result', id: tubeId, version: 1 },
      result: { tubeId, version: 1 },
      restsOn: { kind: 'case', id: caseId, state: 'cleared' },
    });
    expect(await kindsOf(participantId)).toEqual(['hold-begun', 'case-cleared']);
  });

  test('who is verified is called first; the letter is asked for when somebody says that they were', async () => {
    const { participantId, single, caseId } = await verified();
    expect(await kindsOf(participantId)).not.toContain('verified-letter');
    await ends('tell-verified', caseId, officer, 'told');
    expect(await asksFor(participantId, 'verified-letter')).toMatchObject({
      cause: { kind: 'result', id: single.tubeId, version: 1 },
      result: { tubeId: single.tubeId, version: 1 },
      restsOn: { kind: 'case', state: 'verified' },
    });
  });

  test('who is verified and whom no call reaches is told at the door; until somebody has, no letter goes out', async () => {
    const { participantId, caseId } = await verified();
    await ends('tell-verified', caseId, officer, 'nobody-reached');
    expect(await kindsOf(participantId)).not.toContain('verified-letter');
    await ends('door-knock', caseId, cadre, 'nobody-there');
    expect(await kindsOf(participantId)).not.toContain('verified-letter');
    await ends('tell-verified', caseId, officer, 'nobody-reached');
    await ends('door-knock', caseId, cadre, 'found');
    expect(await asksFor(participantId, 'verified-letter')).toMatchObject({ restsOn: { kind: 'case', id: caseId } });
    expect(await openTellings(caseId)).toEqual([]);
  });

  test('who is no longer verified is not visited about it', async () => {
    const { caseId, single } = await verified();
    await ends('tell-verified', caseId, officer, 'nobody-reached');
    expect(await openTellings(caseId)).toMatchObject([{ kind: 'door-knock' }]);
    const { tubeId } = single;
    await theFacts().tell(DetectionWithdrawnV1, { tubeId, campaignId, siteCode, supersedes: 1, resultVersion: 2 });
    await eventually(async () => (await openTellings(caseId)).length === 0);
  });

  test('whom nothing reached is on the door-knock list of the community, once while a visit is open', async () => {
    const { participantId } = await held();
    const missed = () => ({ noticeId: systemIds.uuid7(), campaignId, participantId, siteCode });
    await theFacts().tell(NoticeUndeliveredV1, missed());
    await theFacts().tell(NoticeUndeliveredV1, missed());
    const visits = () =>
      rows<{ state: string; detail: object }>(
        `select state, detail, owner_role from isolation.tasks where kind = 'door-knock' and participant_id = $1`,
        [participantId],
      );
    await eventually(async () => (await visits()).length === 1);
    expect(await visits()).toMatchObject([
      { state: 'open', owner_role: 'community-cadre', detail: { reason: 'no-phone' } },
    ]);
    const listed = await theRoom().call('GET', '/v1/tasks?kind=door-knock', { as: cadre });
    expect(JSON.stringify(listed.body)).toContain(participantId);
  });
});

describe('a detection that is taken back', () => {
  const listOf = async (as: Parameters<typeof post>[1]) =>
    (await theRoom().call('GET', `/v1/corrections?campaign=${campaignId}`, { as })).body as {
      corrections: { tubeId: string; revoked: number; told: number; waiting: number }[];
    };
  const lineOf = async (tubeId: string) => (await listOf(reviewer)).corrections.find((one) => one.tubeId === tubeId);
  const withdrawal = (tubeId: string) => ({ tubeId, campaignId, siteCode, supersedes: 1, resultVersion: 2 });

  test('ends hold, order and steps, and its person is told once with an apology, however often it is delivered', async () => {
    const { participantId, job, caseId, measureId } = await held();
    const fact = await theFacts().tell(DetectionWithdrawnV1, withdrawal(job.tubeId));
    await asksFor(participantId, 'correction-apology');
    await theFacts().publish([fact, fact]);
    await theFacts().tell(DetectionWithdrawnV1, withdrawal(job.tubeId));
    const later = await held();
    await theFacts().tell(DetectionWithdrawnV1, withdrawal(later.job.tubeId));
    await asksFor(later.participantId, 'correction-apology');
    expect(await kindsOf(participantId)).toEqual(['hold-begun', 'correction-apology']);
    expect(await rows('select state from isolation.cases where case_id = $1', [caseId])).toEqual([
      { state: 'revoked' },
    ]);
    expect(await rows('select ended_because from isolation.measures where measure_id = $1', [measureId])).toEqual([
      { ended_because: 'detection-withdrawn' },
    ]);
    expect(
      await rows(`select 1 from isolation.recollections where participant_id = $1 and state = 'open'`, [participantId]),
    ).toEqual([]);
    expect(
      await rows(`select kind from isolation.tasks where participant_id = $1 and state = 'open'`, [participantId]),
    ).toEqual([]);
  });

  test('is listed with who was told, for the duty of the district and the auditor, and for nobody else', async () => {
    const { participantId, job, caseId } = await held();
    await theFacts().tell(DetectionWithdrawnV1, withdrawal(job.tubeId));
    const { cause } = await asksFor(participantId, 'correction-apology');
    expect(await lineOf(job.tubeId)).toMatchObject({
      people: 1,
      revoked: 1,
      told: 0,
      waiting: 1,
      replacedByVersion: 2,
    });
    const about = { campaignId, participantId, noticeId: systemIds.uuid7(), kind: 'correction-apology' as const };
    await theFacts().tell(NoticeSettledV1, {
      ...about,
      cause: { kind: 'case', id: caseId, version: cause.version },
      outcome: 'delivered',
    });
    await eventually(async () => (await lineOf(job.tubeId))?.told === 1);
    expect(await lineOf(job.tubeId)).toMatchObject({ delivered: 1, waiting: 0 });
    expect((await listOf(duty)).corrections.map(({ tubeId }) => tubeId)).toContain(job.tubeId);
    expect((await listOf({ ...duty, scope: { district: '330106' } })).corrections).toEqual([]);
    expect((await theRoom().call('GET', '/v1/corrections', { as: cadre })).status).toBe(403);
  });
});
