import { RetestRequestedV1 } from '@lib/contracts/events/isolation/retest-requested.v1';
import { RetestAnsweredV1 } from '@lib/contracts/events/lab/retest-answered.v1';
import { confirmRetest, listComingBoxes, listRetests } from '@lib/contracts/http/lab/retests';
import { ResultAwaitedV1 } from '@lib/contracts/events/isolation/result-awaited.v1';
import { listWaitingTubes } from '@lib/contracts/http/lab/receiving';
import { systemIds } from '@lib/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFile, aHandOver, aSealing, newTubes, openLabRoom, positive } from '../lab-room.js';
import { stranger, supervisor, technician } from '../lab-room.js';
import type { LabRoom } from '../lab-room.js';

let lab: LabRoom;
beforeAll(async () => {
  lab = await openLabRoom();
});
afterAll(() => lab?.close());

const third = { ...supervisor, sub: 'lab-3' };

/** A detected pool that isolation asks to have tested again. */
async function askedAbout(): Promise<string> {
  const [tubeId = ''] = newTubes(1);
  await lab.receive([tubeId]);
  await lab.upload(aFile([positive(tubeId)]));
  await lab.tell([{ contract: RetestRequestedV1, content: { tubeId, resultVersion: 1 } }]);
  return tubeId;
}

const waitingFor = async (tubeId: string, as = supervisor) => {
  const { body } = await lab.room.call('GET', listRetests.path, { as });
  return listRetests.response.parse(body).retests.find((one) => one.tubeId === tubeId);
};
const confirm = (tubeId: string, as = supervisor, resultVersion = 1) =>
  lab.command(confirmRetest.path.replace(':tubeId', tubeId), { resultVersion }, as);
const correct = (tubeId: string, as = supervisor) =>
  lab.command(`/v1/results/${tubeId}/correct`, { resultVersion: 1, finding: 'not-detected', reason: '复测' }, as);

describe('a tube that is to be tested again', () => {
  test('stands on the list of its laboratory, with owner and clock, and on no other', async () => {
    const tubeId = await askedAbout();
    const owner = { role: 'lab-supervisor', place: 'LAB-HZ1' };
    expect(await waitingFor(tubeId)).toMatchObject({ owner, finding: 'detected', reason: 'pool-discordant' });
    expect(await waitingFor(tubeId, stranger)).toBeUndefined();
  });

  test('and found the same leaves the list without a new version or a new alarm', async () => {
    const tubeId = await askedAbout();
    expect((await confirm(tubeId)).status).toBe(200);
    expect(await waitingFor(tubeId)).toBeUndefined();
    expect(await lab.contents(RetestAnsweredV1, tubeId)).toMatchObject([{ outcome: 'confirmed', resultVersion: 1 }]);
    expect(await lab.sql('select version from lab.results where tube_id = $1', [tubeId])).toEqual([{ version: 1 }]);
    expect((await lab.facts(tubeId)).filter((fact) => fact.startsWith('detection-raised'))).toHaveLength(1);
    expect(await confirm(tubeId)).toMatchObject({ status: 409, body: { code: 'RETEST_ANSWERED' } });
  });

  test('and found otherwise is corrected by two, and that answers it', async () => {
    const tubeId = await askedAbout();
    await correct(tubeId);
    expect(await waitingFor(tubeId)).toBeDefined();
    expect((await correct(tubeId, third)).status).toBe(200);
    expect(await waitingFor(tubeId)).toBeUndefined();
    expect(await lab.contents(RetestAnsweredV1, tubeId)).toMatchObject([{ outcome: 'changed', resultVersion: 2 }]);
  });

  test('is not confirmed by whoever brought the result, nor by another laboratory', async () => {
    const tubeId = await askedAbout();
    const uploader = { ...supervisor, sub: technician.sub };
    expect(await confirm(tubeId, uploader)).toMatchObject({ body: { code: 'RELEASE_NEEDS_SECOND_PERSON' } });
    expect(await confirm(tubeId, stranger)).toMatchObject({ body: { code: 'TUBE_UNKNOWN' } });
    expect(await waitingFor(tubeId)).toBeDefined();
  });
});

describe('the priority lane of the laboratory', () => {
  const single = (tubeId: string) => {
    const { contract, content } = aSealing(tubeId);
    return { contract, content: { ...content, purpose: 'recollection', capacity: 1, orderId: systemIds.uuid7() } };
  };

  test('puts a box with recollection tubes before boxes that left the site sooner', async () => {
    const [early = '', late = ''] = newTubes(2);
    const [first, second] = [systemIds.uuid7(), systemIds.uuid7()];
    const { contract, content } = aHandOver(second, [late]);
    await lab.tell([aSealing(early), aHandOver(first, [early]), single(late)]);
    await lab.tell([{ contract, content: { ...content, priorityTubes: 1 } }]);
    const { body } = await lab.room.call('GET', listComingBoxes.path, { as: technician });
    const { boxes } = listComingBoxes.response.parse(body);
    expect(boxes[0]).toMatchObject({ batchId: second, isPriority: true, priorityTubes: 1 });
    await lab.count(second, [late]);
    const after = await lab.room.call('GET', listComingBoxes.path, { as: technician });
    expect(listComingBoxes.response.parse(after.body).boxes.map(({ batchId }) => batchId)).not.toContain(second);
  });

  test('puts a recollection tube before tubes that were received sooner, with its own clock', async () => {
    const [pool = '', alone = ''] = newTubes(2);
    await lab.receive([pool]);
    const batchId = systemIds.uuid7();
    await lab.tell([single(alone), aHandOver(batchId, [alone])]);
    await lab.count(batchId, [alone]);
    const { body } = await lab.room.call('GET', listWaitingTubes.path, { as: technician });
    const { tubes } = listWaitingTubes.response.parse(body);
    expect(tubes[0]).toMatchObject({ isPriority: true });
    const [place, other] = [alone, pool].map((id) => tubes.findIndex(({ tubeId }) => tubeId === id));
    expect(place).toBeLessThan(other!);
    expect(tubes[other!]).toMatchObject({ isPriority: false, dueAt: null });
    expect(Date.parse(tubes[place!]!.dueAt!)).toBeGreaterThanOrEqual(Date.parse(tubes[place!]!.receivedAt));
  });

  test('puts what somebody waits for in a room before both, under the clock of the wait', async () => {
    const [early = '', awaited = ''] = newTubes(2);
    const [first, second] = [systemIds.uuid7(), systemIds.uuid7()];
    const dueAt = '2026-11-22T06:00:00.000Z';
    const awaiting = { contract: ResultAwaitedV1, content: { tubeId: awaited, setting: 'gate' as const, dueAt } };
    await lab.tell([single(early), single(awaited), aHandOver(first, [early]), aHandOver(second, [awaited]), awaiting]);
    const coming = await lab.room.call('GET', listComingBoxes.path, { as: technician });
    const { boxes } = listComingBoxes.response.parse(coming.body);
    expect(boxes[0]).toMatchObject({ batchId: second, isPriority: true, awaitedTubes: 1 });
    await lab.count(first, [early]);
    await lab.count(second, [awaited]);
    const { body } = await lab.room.call('GET', listWaitingTubes.path, { as: technician });
    const { tubes } = listWaitingTubes.response.parse(body);
    expect(tubes[0]).toMatchObject({ tubeId: awaited, isPriority: true, awaitedAt: 'gate', dueAt });
    expect(tubes.find(({ tubeId }) => tubeId === early)).toMatchObject({ isPriority: true, awaitedAt: null });
  });
});
