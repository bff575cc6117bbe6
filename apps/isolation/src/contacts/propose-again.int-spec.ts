import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { systemClock, systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { EndMeasures } from '../end-measures/end-measures.handler.js';
import {
  campaignId,
  duty,
  linked,
  other,
  post,
  reviewer,
  rows,
  siteCode,
  tellRoom,
  theRoom,
  tracer,
  withMeasureRoom,
} from '../measure-room.js';
import { OpenCases } from '../open-case/open-case.handler.js';
import { codeOf, withdraw } from '../verified-room.js';
import { ProposeAgain } from './propose-again.handler.js';

withMeasureRoom();

const soon = { withinMs: 20_000 };
let serial = 800_000;

type Contact = Awaited<ReturnType<typeof linked>>;
type Index = Contact['index'];

interface Link {
  readonly contact_id: string;
  readonly decision: string | null;
  readonly proposed_by: string;
  readonly proposed_again_as: string | null;
}
const linksOf = ({ participantId }: { participantId: string }) =>
  rows<Link>('select * from isolation.contact_links where participant_id = $1 order by contact_id', [participantId]);
const decisionsOf = async (person: { participantId: string }) =>
  (await linksOf(person)).map(({ decision }) => decision);
/** The worker looks as well, so that a look of the test may find it at work. */
const sees = (person: { participantId: string }, decisions: (string | null)[]) =>
  eventually(async () => expect(await decisionsOf(person)).toEqual(decisions), soon);
const measuresOf = async ({ participantId }: { participantId: string }) =>
  (
    await rows<{ ended_because: string | null }>(
      'select ended_because from isolation.measures where participant_id = $1 order by recorded_at, starts_at',
      [participantId],
    )
  ).map(({ ended_because }) => ended_because);
const decide = (contactId: string, decision: string, as: Parameters<typeof post>[1] = duty) =>
  post(`/v1/contacts/${contactId}/decide`, as, { decision });
const stateOf = async ({ caseId }: Index) =>
  (await rows<{ state: string }>('select state from isolation.cases where case_id = $1', [caseId]))[0]?.state;

/** The single swab of the person of the case finds nothing: the case is cleared. Out: the tube. */
async function clear(index: Index) {
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
  await eventually(async () => (await stateOf(index)) === 'cleared', soon);
  return tube;
}

/** The laboratory says that what had cleared the person was somebody else's tube. */
async function takeBackClearing(index: Index, tube: Awaited<ReturnType<typeof clear>>) {
  const withdrawn = { supersedes: 1, resultVersion: 2, status: 'cancelled' as const, finding: 'invalid' as const };
  await tellRoom(ResultReleasedV1, { ...tube, ...withdrawn });
  await eventually(async () => (await stateOf(index)) === 'open', soon);
}

const look = async () => {
  const { app } = theRoom().service;
  await app.get(EndMeasures).run();
  await app.get(ProposeAgain).run();
};

/** A contact who was let go with the case, which is open again. */
async function letGo() {
  const contact = await linked();
  expect((await decide(contact.contactId, 'linked')).status).toBe(200);
  const tube = await clear(contact.index);
  await look();
  expect(await measuresOf(contact)).toEqual(['basis-gone', 'basis-gone']);
  await takeBackClearing(contact.index, tube);
  await look();
  await sees(contact, ['linked', null]);
  return { ...contact, tube };
}

describe('a case that is opened again', () => {
  test('lays before somebody, once, whoever was let go with it, and holds nobody', async () => {
    const contact = await letGo();
    const [before, again, ...more] = await linksOf(contact);
    expect(more).toEqual([]);
    expect(before).toMatchObject({ decision: 'linked', proposed_again_as: again?.contact_id });
    expect(again).toMatchObject({ decision: null, proposed_again_as: null, proposed_by: tracer.sub });
    for (const _look of [1, 2]) await look();
    expect(await linksOf(contact)).toHaveLength(2);
    expect(await measuresOf(contact)).toEqual(['basis-gone', 'basis-gone']);
  });

  test('shows what was decided before, by whom, and how it ended', async () => {
    const contact = await letGo();
    const listed = async (state: string) => {
      const { body } = await theRoom().call('GET', `/v1/contacts?campaign=${campaignId}&state=${state}`, {
        as: reviewer,
      });
      const { contacts } = body as { contacts: { participantId: string; earlier: object | null }[] };
      return contacts.filter(({ participantId }) => participantId === contact.participantId);
    };
    const earlier = { decision: 'linked', decidedBy: duty.sub, measureEnded: 'basis-gone' };
    expect(await listed('open')).toMatchObject([{ decision: null, earlier }]);
    expect((await listed('all')).map((one) => one.earlier === null)).toEqual([true, false]);
  });

  test('isolates again by the word of a person, who did not name them, and seeks further once more', async () => {
    const contact = await letGo();
    const again = (await linksOf(contact))[1]?.contact_id ?? '';
    expect(codeOf(await decide(again, 'linked', tracer))).toEqual([409, 'SECOND_SIGNATURE_NEEDED']);
    expect(codeOf(await decide(contact.contactId, 'linked'))).toEqual([409, 'CONTACT_DECIDED']);
    const decided = await decide(again, 'linked', other);
    expect(decided).toMatchObject({ status: 200, body: { measureIds: [expect.any(String), expect.any(String)] } });
    expect(await measuresOf(contact)).toEqual(['basis-gone', 'basis-gone', null, null]);
    await look();
    expect(await linksOf(contact)).toHaveLength(2);
  });

  test('asks anew about whoever was found to be no contact, and about whom nobody decided', async () => {
    const [apart, silent] = [await linked(), await linked()];
    await decide(apart.contactId, 'not-linked');
    await rows(
      `update isolation.contact_links set decision = 'look-out', decided_at = proposed_at where contact_id = $1`,
      [silent.contactId],
    );
    for (const { index } of [apart, silent]) await takeBackClearing(index, await clear(index));
    await look();
    await sees(apart, ['not-linked', null]);
    await sees(silent, ['look-out', null]);
    expect(codeOf(await decide(silent.contactId, 'linked'))).toEqual([409, 'CONTACT_DECIDED']);
  });

  test('by another alarm asks as well, and as often as it was over', async () => {
    const contact = await linked();
    await decide(contact.contactId, 'linked');
    const alarm = async () => {
      const job = OpenCaseV1.shape.parse({
        ...contact.index.job,
        ...{ escalationId: systemIds.uuid7(), tubeId: writeTubeBarcode('25', (serial += 1)) },
        raisedAt: systemClock.now().toISOString(),
      });
      await theRoom().service.app.get(OpenCases).run(job, `esc-${job.escalationId}-a1`);
      await look();
      return job.tubeId;
    };
    await withdraw(contact.index.job.tubeId);
    await look();
    const second = await alarm();
    await sees(contact, ['linked', null]);
    await decide((await linksOf(contact))[1]?.contact_id ?? '', 'not-linked');
    await withdraw(second);
    await look();
    await alarm();
    await sees(contact, ['linked', 'not-linked', null]);
  });
});

describe('nobody is asked about again', () => {
  test('while the case is over, or whoever is waiting undecided', async () => {
    const [over, waiting] = [await linked(), await linked()];
    await decide(over.contactId, 'linked');
    await clear(over.index);
    await takeBackClearing(waiting.index, await clear(waiting.index));
    await look();
    expect(await decisionsOf(over)).toEqual(['linked']);
    expect(await decisionsOf(waiting)).toEqual([null]);
  });

  test('whose isolation was lifted for themselves before the case was over', async () => {
    const contact = await linked();
    const decided = await decide(contact.contactId, 'linked');
    for (const measureId of (decided.body as { measureIds: string[] }).measureIds) {
      expect((await post(`/v1/measures/${measureId}/lift`, duty, { reason: 'wrong-person' })).status).toBe(200);
    }
    await takeBackClearing(contact.index, await clear(contact.index));
    await look();
    expect(await decisionsOf(contact)).toEqual(['linked']);
  });
});

test('the database lets no measure rest on a decision that was laid before somebody again', async () => {
  const contact = await letGo();
  const again = rows(
    `insert into isolation.measures select (jsonb_populate_record(m, to_jsonb(m) || jsonb_build_object(
        'measure_id', $2::text, 'ended_at', null, 'ended_because', null, 'ended_by', null))).*
      from isolation.measures m where m.basis_contact_id = $1 limit 1`,
    [contact.contactId, systemIds.uuid7()],
  );
  await expect(again).rejects.toThrow(/laid before somebody again/);
});
