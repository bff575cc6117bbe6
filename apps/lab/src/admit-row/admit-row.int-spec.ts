import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { systemIds } from '@lib/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFile, aHandOver, aSealing, negative, newTubes, openLabRoom, positive } from '../lab-room.js';
import { stranger, supervisor, technician } from '../lab-room.js';
import type { LabRoom } from '../lab-room.js';

let lab: LabRoom;
const liveCampaign = systemIds.uuid7();
beforeAll(async () => {
  lab = await openLabRoom();
  // A campaign at the pace of the day: nothing that is uploaded within this test can have run an hour.
  await lab.tell([{ contract: CampaignOpenedV1, content: { campaignId: liveCampaign, timeScale: 1, kind: 'live' } }]);
});
afterAll(() => lab?.close());

async function receivedAtThePaceOfTheDay(tubeIds: readonly string[]): Promise<void> {
  const batchId = systemIds.uuid7();
  const sealings = tubeIds.map((tubeId) => {
    const { contract, content } = aSealing(tubeId);
    return { contract, content: { ...content, campaignId: liveCampaign } };
  });
  const { contract, content } = aHandOver(batchId, tubeIds);
  await lab.tell([...sealings, { contract, content: { ...content, campaignId: liveCampaign } }]);
  await lab.count(batchId, tubeIds);
}

const admit = (job: string, row: number, as = supervisor) =>
  lab.command(`/v1/uploads/${job}/admit`, { row, reason: 'the cycler was a quick one' }, as);

describe('a result that is there sooner than the assay can run', () => {
  test('is held, raises its alarm all the same, and no release tells it', async () => {
    const [a = '', b = ''] = newTubes(2);
    await receivedAtThePaceOfTheDay([a, b]);
    const report = await lab.upload(aFile([negative(a), positive(b)]));
    expect(report).toMatchObject({ accepted: 0, held: 2 });
    expect(report.errors.map(({ code }) => code)).toEqual(['RUN_TOO_SHORT', 'RUN_TOO_SHORT']);
    expect(await lab.facts(a)).toEqual([]);
    expect(await lab.facts(b)).toEqual(['result-recorded#1', 'detection-raised#1']);
    const released = await lab.command(`/v1/uploads/${report.job}/release`, {}, supervisor);
    expect(released.body).toMatchObject({ released: 0, kept: 1 });
  });

  test('lands when a second person answers for it, and is released like any other', async () => {
    const [a = '', b = ''] = newTubes(2);
    await receivedAtThePaceOfTheDay([a, b]);
    const { job } = await lab.upload(aFile([negative(a), positive(b)]));
    expect((await admit(job, 2)).body).toMatchObject({ tubeId: a, outcome: 'accepted', resultVersion: 1 });
    expect((await admit(job, 3)).body).toMatchObject({ tubeId: b, outcome: 'accepted', resultVersion: 1 });
    const released = await lab.command(`/v1/uploads/${job}/release`, {}, supervisor);
    expect(released.body).toMatchObject({ released: 2, kept: 0 });
    expect(await lab.facts(b)).toEqual(['result-recorded#1', 'detection-raised#1', 'result-released#2']);
    const kept = await lab.sql('select row, admitted_by from lab.admitted_rows where upload_id = $1 order by row', [
      job,
    ]);
    expect(kept).toEqual([
      { row: 2, admitted_by: 'lab-2' },
      { row: 3, admitted_by: 'lab-2' },
    ]);
  });

  test('is not admitted by whoever brought it, by a technician, by a stranger, or twice', async () => {
    const [a = ''] = newTubes(1);
    await receivedAtThePaceOfTheDay([a]);
    const { job } = await lab.upload(aFile([negative(a)]), supervisor);
    expect(await admit(job, 2)).toMatchObject({ status: 409, body: { code: 'RELEASE_NEEDS_SECOND_PERSON' } });
    expect(await admit(job, 2, technician)).toMatchObject({ status: 403 });
    expect(await admit(job, 2, stranger)).toMatchObject({ status: 404, body: { code: 'UPLOAD_UNKNOWN' } });
    const second = { ...supervisor, sub: 'lab-3' };
    expect(await admit(job, 2, second)).toMatchObject({ status: 200 });
    expect(await admit(job, 2, second)).toMatchObject({ status: 409, body: { code: 'ROW_NOT_HELD' } });
  });

  test('keeps every other doubt when it is admitted', async () => {
    const [a = ''] = newTubes(1);
    await receivedAtThePaceOfTheDay([a]);
    const { job } = await lab.upload(aFile([[a, '阴性', '无', '无', '28', '2026-11-21 23:59:59']]));
    const report = await lab.upload(aFile([[a, '阴性', '无', '无', '28']]));
    expect(report.errors[0]?.code).toBe('RUN_TOO_SHORT');
    await lab.sql(`update lab.upload_rows set ct = '{"orf1ab": 20}' where upload_id = $1`, [report.job]);
    expect((await admit(report.job, 2)).body).toMatchObject({ outcome: 'held', resultVersion: null });
    expect(job).not.toBe(report.job);
  });
});
