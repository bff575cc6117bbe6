import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import {
  campaignId,
  duty,
  held,
  linked,
  other,
  post,
  rows,
  siteCode,
  tellRoom,
  theRoom,
  tracer,
  withMeasureRoom,
} from '../measure-room.js';
import { OpenCases } from '../open-case/open-case.handler.js';
import { codeOf, doctor, officer, pointOf, tripOf, verified, withdraw } from '../verified-room.js';
import { EndMeasures } from './end-measures.handler.js';

withMeasureRoom();

const soon = { withinMs: 20_000 };
let serial = 900_000;

const measuresOf = (participantId: string) =>
  rows<{
    measure_id: string;
    kind: string;
    basis_tube_id: string | null;
    decided_by: string;
    ends_at: Date;
    ended_because: string | null;
  }>('select * from isolation.measures where participant_id = $1 order by starts_at, measure_id', [participantId]);
const endsOf = async (participantId: string) =>
  (await measuresOf(participantId)).map(({ kind, ended_because }) => `${kind} ${ended_because ?? '-'}`);
const noticesOf = async (participantId: string) =>
  (
    await rows<{ kind: string }>(
      `select payload->>'kind' as kind from isolation.outbox
        where type = 'isolation.notice-requested.v1' and payload->>'participantId' = $1 order by position`,
      [participantId],
    )
  ).map(({ kind }) => kind);

/** A contact whose link was decided, by another person than the one who named them. */
async function contact() {
  const person = await linked();
  const decided = await post(`/v1/contacts/${person.contactId}/decide`, duty, { decision: 'linked' });
  expect(decided.status).toBe(200);
  return person;
}

describe('a contact is kept no longer than the case stands that the contact leads to', () => {
  test('and is free, and told so, when that result is taken back', async () => {
    const { participantId, index } = await contact();
    const stranger = await contact();
    await withdraw(index.job.tubeId);
    await eventually(async () => {
      expect(await endsOf(participantId)).toEqual(['isolation basis-gone', 'isolation basis-gone']);
    }, soon);
    expect(await noticesOf(participantId)).toContain('measure-ended');
    const [order] = await rows('select ended_because from isolation.isolation_orders where participant_id = $1', [
      participantId,
    ]);
    expect(order).toEqual({ ended_because: 'basis-gone' });
    expect(await endsOf(stranger.participantId)).toEqual(['isolation -', 'isolation -']);
  });

  test('and is free when the single swab of the other finds nothing', async () => {
    const { participantId, index } = await contact();
    const [order] = await rows<{ order_id: string }>(
      'select order_id from isolation.recollections where participant_id = $1',
      [index.participantId],
    );
    const members = [{ position: 1, subjectKind: 'person' as const, subjectId: index.participantId }];
    const tube = {
      ...{ tubeId: writeTubeBarcode('25', (serial += 1)), campaignId, siteCode, members },
      ...{ purpose: 'recollection' as const, orderId: order?.order_id ?? '' },
    };
    await tellRoom(TubeSealedV1, tube);
    await tellRoom(ResultReleasedV1, { ...tube, finding: 'not-detected', resultVersion: 1 });
    await eventually(async () => {
      expect(await endsOf(participantId)).toEqual(['isolation basis-gone', 'isolation basis-gone']);
    }, soon);
  });

  test('and one whose end cannot be written keeps no other', async () => {
    const [bad, good] = [await contact(), await contact()];
    await rows(`create function isolation.refuse_end() returns trigger language plpgsql as
      $$ begin if new.participant_id = '${bad.participantId}' then raise exception 'a planted fault'; end if; return new; end $$`);
    await rows(`create trigger refuse_end before update on isolation.measures
      for each row execute function isolation.refuse_end()`);
    for (const { index } of [bad, good]) await withdraw(index.job.tubeId);
    await theRoom().service.app.get(EndMeasures).run();
    await eventually(async () => expect(await endsOf(good.participantId)).not.toContain('isolation -'), soon);
    expect(await endsOf(bad.participantId)).toContain('isolation -');
    await rows('drop trigger refuse_end on isolation.measures');
    await eventually(async () => expect(await endsOf(bad.participantId)).not.toContain('isolation -'), soon);
  });
});

describe('a person who was named twice', () => {
  test('is held on the other alert for the rest of the time when one is taken back', async () => {
    const { participantId, job } = await held();
    const second = OpenCaseV1.shape.parse({
      ...job,
      ...{ escalationId: systemIds.uuid7(), tubeId: writeTubeBarcode('25', (serial += 1)) },
    });
    await theRoom().service.app.get(OpenCases).run(second, `esc-${second.escalationId}-a1`);
    expect((await post(`/v1/alerts/${second.escalationId}/take`, other, {})).status).toBe(200);
    const [first] = await measuresOf(participantId);
    await withdraw(job.tubeId);
    expect(await measuresOf(participantId)).toMatchObject([
      { basis_tube_id: job.tubeId, ended_because: 'detection-withdrawn' },
      { basis_tube_id: second.tubeId, ended_because: null, decided_by: 'duty-2', ends_at: first?.ends_at },
    ]);
  });

  test('leaves the ward when the single tube is taken back, though the pool stands', async () => {
    const { caseId, participantId, single } = await verified();
    const ordered = await post(`/v1/cases/${caseId}/transfers`, officer, { pointId: await pointOf('isolation-point') });
    const { transferId } = ordered.body as { transferId: string };
    await post(`/v1/transfers/${transferId}/board`, officer, { tripId: (await tripOf()).tripId });
    await post(`/v1/transfers/${transferId}/arrive`, doctor, {});
    expect(await endsOf(participantId)).toContain('isolation -');
    await withdraw(single.tubeId);
    const ends = await endsOf(participantId);
    expect(ends).toContain('isolation detection-withdrawn');
    expect(ends.filter((one) => one.endsWith(' -'))).toEqual([]);
    const [known] = await rows('select state from isolation.cases where case_id = $1', [caseId]);
    expect(known).toEqual({ state: 'open' });
    // The case goes on and says nothing of it, so the end of the isolation is told for itself.
    expect((await noticesOf(participantId)).filter((kind) => kind === 'measure-ended')).toHaveLength(1);
  });
});

describe('whoever proposes a contact', () => {
  test('decides about none of them, alone or in a set', async () => {
    const { contactId, index } = await linked();
    for (const decision of ['linked', 'not-linked']) {
      const own = await post(`/v1/contacts/${contactId}/decide`, tracer, { decision });
      expect(codeOf(own)).toEqual([409, 'SECOND_SIGNATURE_NEEDED']);
    }
    const set = await post(`/v1/cases/${index.caseId}/contacts/decide`, tracer, {
      ...{ decision: 'linked', contactIds: [contactId] },
    });
    expect(set).toMatchObject({ status: 200, body: { decided: [], left: [{ contactId, why: 'proposed-by-you' }] } });
    const inTheRow = rows(
      `update isolation.contact_links set decision = 'linked', decided_by = proposed_by, decided_at = clock_timestamp()
        where contact_id = $1`,
      [contactId],
    );
    await expect(inTheRow).rejects.toThrow(/contact_is_decided_by_another/);
    expect((await post(`/v1/contacts/${contactId}/decide`, duty, { decision: 'linked' })).status).toBe(200);
  });
});
