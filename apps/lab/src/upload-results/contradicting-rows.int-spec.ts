import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFile, negative, newTubes, openLabRoom, positive, supervisor } from '../lab-room.js';
import type { LabRoom } from '../lab-room.js';

let lab: LabRoom;
beforeAll(async () => {
  lab = await openLabRoom();
});
afterAll(() => lab?.close());

async function rowsOf(tubeId: string) {
  return lab.sql(
    'select outcome, code, result_version from lab.upload_rows where tube_id = $1 order by recorded_at, row',
    [tubeId],
  );
}

const versionsOf = (tubeId: string) =>
  lab.sql(
    `select version, supersedes, finding, status, effective, gate from lab.results where tube_id = $1 order by version`,
    [tubeId],
  );

describe('an upload in doubt', () => {
  test('that takes an alarm back is held and overwrites nothing', async () => {
    const [a = ''] = newTubes(1);
    await lab.receive([a]);
    await lab.upload(aFile([positive(a)]));
    const report = await lab.upload(aFile([negative(a)]));
    expect(report.errors[0]).toMatchObject({ code: 'RESULT_CONTRADICTS', outcome: 'held' });
    expect(await lab.facts(a)).toEqual(['result-recorded#1', 'detection-raised#1']);
    expect(await versionsOf(a)).toMatchObject([{ version: 1, finding: 'detected', effective: true }]);
  });

  test('that is alarming against a released result raises its alarm at once, and nobody is told of it', async () => {
    const [a = ''] = newTubes(1);
    await lab.receive([a]);
    const first = await lab.upload(aFile([negative(a)]));
    await lab.command(`/v1/uploads/${first.job}/release`, {}, supervisor);
    const second = await lab.upload(aFile([positive(a)]));
    expect(second.errors[0]).toMatchObject({ code: 'RESULT_CONTRADICTS', outcome: 'held' });
    await lab.upload(aFile([positive(a)], 'utf-8'));
    const release = await lab.command(`/v1/uploads/${second.job}/release`, {}, supervisor);
    expect(release.body).toMatchObject({ released: 0, kept: 1 });
    expect(await lab.facts(a)).toEqual([
      ...['result-recorded#1', 'result-released#2', 'result-recorded#3', 'detection-raised#1'],
    ]);
    const [raised] = await lab.contents(DetectionRaisedV1, a);
    expect(raised).toMatchObject({ finding: 'detected', resultVersion: 2, uploadId: second.job });
    expect(await versionsOf(a)).toEqual([
      { version: 1, supersedes: null, finding: 'not-detected', status: 'final', effective: false, gate: null },
      {
        ...{ version: 2, supersedes: 1, finding: 'detected', status: 'preliminary', effective: true },
        gate: 'RESULT_CONTRADICTS',
      },
    ]);
  });

  test('that contradicts itself without an alarm is held on both rows', async () => {
    const [a = ''] = newTubes(1);
    await lab.receive([a]);
    const report = await lab.upload(aFile([negative(a), [a, '无效', '无', '无', '无']]));
    expect(report.errors.map(({ code }) => code)).toEqual(['ROWS_CONTRADICT', 'ROWS_CONTRADICT']);
    expect(await lab.facts(a)).toEqual([]);
  });

  test.each(['received', 'counted later'])(
    'that calls one tube detected and not detected raises the alarm of a tube %s, and releases neither',
    async (when) => {
      const [a = ''] = newTubes(1);
      const batchId = await lab.expect([a]);
      if (when === 'received') await lab.count(batchId, [a]);
      const { job, held, ...report } = await lab.upload(aFile([negative(a), positive(a)]));
      expect([held, report.errors.length]).toEqual([2, 2]);
      if (when !== 'received') await lab.count(batchId, [a]);
      expect(await rowsOf(a)).toEqual([
        { outcome: 'held', code: 'ROWS_CONTRADICT', result_version: null },
        { outcome: 'held', code: 'ROWS_CONTRADICT', result_version: 1 },
      ]);
      expect(await lab.facts(a)).toEqual(['result-recorded#1', 'detection-raised#1']);
      expect(await versionsOf(a)).toMatchObject([{ finding: 'detected', gate: 'ROWS_CONTRADICT' }]);
      const release = await lab.command(`/v1/uploads/${job}/release`, {}, supervisor);
      expect(release.body).toMatchObject({ released: 0, kept: 1 });
    },
  );

  test('with a doubtful alarm raises it, and is released by nobody until a clean row confirms it', async () => {
    const [a = ''] = newTubes(1);
    await lab.receive([a]);
    const doubtful = await lab.upload(aFile([[a, '阳性', '无', '无', '28']]));
    expect(doubtful.errors[0]).toMatchObject({ code: 'CT_MISSING', outcome: 'held' });
    expect(await lab.facts(a)).toEqual(['result-recorded#1', 'detection-raised#1']);
    const clean = await lab.upload(aFile([positive(a)]));
    expect(clean).toMatchObject({ rows: 1, accepted: 1, held: 0 });
    expect(await lab.facts(a)).toHaveLength(2);
    const [result] = await lab.sql('select gate, confirmed_by_upload_id from lab.results where tube_id = $1', [a]);
    expect(result).toEqual({ gate: null, confirmed_by_upload_id: clean.job });
  });
});
