import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFile, negative, newTubes, openLabRoom, positive, stranger, supervisor } from '../lab-room.js';
import type { LabRoom } from '../lab-room.js';

let lab: LabRoom;
beforeAll(async () => {
  lab = await openLabRoom();
});
afterAll(() => lab?.close());

const release = (job: string, body: object = {}, as = supervisor) =>
  lab.command(`/v1/uploads/${job}/release`, body, as);

describe('a release', () => {
  test('tells every result of the upload but the rows excepted, which a later one tells', async () => {
    const [a = '', b = '', c = ''] = newTubes(3);
    await lab.receive([a, b, c]);
    const { job } = await lab.upload(aFile([negative(a), positive(b), negative(c)]));
    expect(await release(job, { exceptRows: [4] })).toMatchObject({ status: 200, body: { job, released: 2, kept: 1 } });
    expect(await lab.facts(a)).toEqual(['result-recorded#1', 'result-released#2']);
    expect(await lab.facts(c)).toEqual(['result-recorded#1']);
    const [told] = await lab.contents(ResultReleasedV1, b);
    expect(told).toMatchObject({ status: 'final', finding: 'detected', releasedBy: 'lab-2', resultVersion: 1 });
    expect(await release(job)).toMatchObject({ body: { released: 1, kept: 0 } });
    expect(await release(job)).toMatchObject({ status: 409, body: { code: 'UPLOAD_ALREADY_RELEASED' } });
  });

  test('is refused to the uploader, and the database refuses it once more', async () => {
    const [a = ''] = newTubes(1);
    await lab.receive([a]);
    const { job } = await lab.upload(aFile([negative(a)]), supervisor);
    expect(await release(job)).toMatchObject({ status: 409, body: { code: 'RELEASE_NEEDS_SECOND_PERSON' } });
    const byHand = (sql: string) => lab.sql(sql, [supervisor.sub]);
    await expect(byHand('update lab.uploads set released_by = $1, released_at = now()')).rejects.toThrow(
      'second_person',
    );
    await expect(
      byHand(`update lab.results set released_by = $1, released_at = now(), status = 'final'`),
    ).rejects.toThrow('second_person');
  });

  test('of an upload of another laboratory finds nothing', async () => {
    const [a = ''] = newTubes(1);
    await lab.receive([a]);
    const { job } = await lab.upload(aFile([negative(a)]));
    expect(await release(job, {}, stranger)).toMatchObject({ status: 404, body: { code: 'UPLOAD_UNKNOWN' } });
  });

  test('repeated with its key is answered as at first and tells nothing twice', async () => {
    const [a = ''] = newTubes(1);
    await lab.receive([a]);
    const { job } = await lab.upload(aFile([negative(a)]));
    const call = { as: supervisor, body: {}, key: '0198f2a0-0000-4000-8000-0000000000ff' };
    const [first, second] = [
      await lab.room.call('POST', `/v1/uploads/${job}/release`, call),
      await lab.room.call('POST', `/v1/uploads/${job}/release`, call),
    ];
    expect(second.body).toEqual(first.body);
    expect(await lab.facts(a)).toEqual(['result-recorded#1', 'result-released#2']);
  });

  test('reaches rows that landed after it, when it is given again', async () => {
    const [a = '', b = ''] = newTubes(2);
    await lab.receive([a]);
    const batchId = await lab.expect([b]);
    const { job } = await lab.upload(aFile([negative(a), negative(b)]));
    expect(await release(job)).toMatchObject({ body: { released: 1 } });
    await lab.count(batchId, [b]);
    expect(await release(job)).toMatchObject({ body: { released: 1 } });
  });

  test('of an invalid result is a result without an answer', async () => {
    const [a = ''] = newTubes(1);
    await lab.receive([a]);
    const { job } = await lab.upload(aFile([[a, '无效', '无', '无', '无']]));
    const waiting = await lab.room.call('GET', '/v1/waiting-tubes', { as: supervisor });
    expect(JSON.stringify(waiting.body)).toContain(a);
    await release(job);
    const [told] = await lab.contents(ResultReleasedV1, a);
    expect(told).toMatchObject({ finding: 'invalid', status: 'final' });
  });

  test('of an invalid result that was repeated tells the repeat', async () => {
    const [a = ''] = newTubes(1);
    await lab.receive([a]);
    const first = await lab.upload(aFile([[a, '无效', '无', '无', '无']]));
    const second = await lab.upload(aFile([negative(a)]));
    expect(second).toMatchObject({ accepted: 1 });
    expect(await release(first.job)).toMatchObject({ body: { released: 0, kept: 0 } });
    await release(second.job);
    const [told] = await lab.contents(ResultReleasedV1, a);
    expect(told).toMatchObject({ finding: 'not-detected', resultVersion: 2, supersedes: 1 });
  });
});

describe('a correction', () => {
  const correct = (tubeId: string, body: object, as = supervisor) =>
    lab.command(`/v1/results/${tubeId}/correct`, body, as);
  const second = { ...supervisor, sub: 'lab-4' };
  const toNegative = { resultVersion: 1, finding: 'not-detected', reason: 'wells swapped' };

  test('that takes an alarm back is done by the second supervisor, tells it as corrected and withdraws the alarm', async () => {
    const [a = ''] = newTubes(1);
    await lab.receive([a]);
    const { job } = await lab.upload(aFile([positive(a)]));
    await release(job);
    const waits = { status: 200, body: { tubeId: a, resultVersion: 1, awaitsSecondPerson: true } };
    expect([await correct(a, toNegative), await correct(a, toNegative)]).toMatchObject([waits, waits]);
    expect(await lab.facts(a)).toEqual(['result-recorded#1', 'detection-raised#1', 'result-released#2']);
    expect(await correct(a, toNegative, second)).toMatchObject({
      status: 200,
      body: { tubeId: a, resultVersion: 2, awaitsSecondPerson: false },
    });
    expect(await lab.facts(a)).toEqual([
      ...['result-recorded#1', 'detection-raised#1', 'result-released#2', 'result-released#3', 'detection-withdrawn#2'],
    ]);
    const [withdrawn] = await lab.contents(DetectionWithdrawnV1, a);
    expect(withdrawn).toMatchObject({ supersedes: 1, resultVersion: 2, finding: 'not-detected', withdrawnBy: 'lab-4' });
    const versions = await lab.sql('select version, effective, status from lab.results where tube_id = $1 order by 1', [
      a,
    ]);
    expect(versions).toEqual([
      { version: 1, effective: false, status: 'final' },
      { version: 2, effective: true, status: 'corrected' },
    ]);
  });

  test('from detected to inconclusive waits for the second supervisor too; the old alarm stays beside the new one', async () => {
    const [a = ''] = newTubes(1);
    await lab.receive([a]);
    await lab.upload(aFile([positive(a)]));
    const toDoubt = { ...toNegative, finding: 'inconclusive' };
    expect((await correct(a, toDoubt)).body).toMatchObject({ resultVersion: 1, awaitsSecondPerson: true });
    expect((await correct(a, toDoubt, second)).body).toMatchObject({ resultVersion: 2, awaitsSecondPerson: false });
    expect((await lab.facts(a)).slice(2)).toEqual(['result-released#2', 'detection-raised#2']);
  });

  test('of a version that is not the latest is refused, and so is one by the uploader', async () => {
    const [a = ''] = newTubes(1);
    await lab.receive([a]);
    await lab.upload(aFile([positive(a)]));
    await correct(a, toNegative);
    await correct(a, toNegative, second);
    expect(await correct(a, toNegative)).toMatchObject({ status: 409, body: { code: 'RESULT_NOT_LATEST' } });
    const own = { ...supervisor, sub: 'lab-1' };
    expect(await correct(a, { ...toNegative, resultVersion: 2 }, own)).toMatchObject({
      body: { code: 'RELEASE_NEEDS_SECOND_PERSON' },
    });
    expect(await correct(a, toNegative, stranger)).toMatchObject({ status: 404, body: { code: 'TUBE_OF_OTHER_LAB' } });
  });

  test('that takes an alarm back needs two who want the same, and the database refuses one twice', async () => {
    const [a = ''] = newTubes(1);
    await lab.receive([a]);
    await lab.upload(aFile([positive(a)]));
    await correct(a, toNegative);
    const other = await correct(a, { ...toNegative, finding: 'invalid' }, second);
    expect(other.body).toMatchObject({ resultVersion: 1, awaitsSecondPerson: true });
    expect(await lab.facts(a)).toEqual(['result-recorded#1', 'detection-raised#1']);
    const byOne = lab.sql(
      'update lab.asked_corrections set confirmed_by = asked_by, confirmed_at = now() where tube_id = $1',
      [a],
    );
    await expect(byOne).rejects.toThrow('second_person');
  });
});
