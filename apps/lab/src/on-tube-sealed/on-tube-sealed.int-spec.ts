import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemIds } from '@lib/platform';
import { aFile, aHandOver, aSealing, curves, negative, newTubes, openLabRoom, supervisor } from '../lab-room.js';
import type { LabRoom } from '../lab-room.js';

let lab: LabRoom;
beforeAll(async () => {
  lab = await openLabRoom();
});
afterAll(() => lab?.close());

const openedAt = '2026-11-02T08:00:00.000Z';
const recordedAt = '2026-11-02T09:00:00.000Z';

test.each([
  ['hours behind', '2026-11-02T01:00:00.000Z'],
  ['hours ahead', '2026-11-02T15:00:00.000Z'],
])('a phone whose clock is %s moves neither the time of sampling nor the earliest time of a test', async (_, phone) => {
  const [a = '', early = ''] = newTubes(2);
  const batchId = systemIds.uuid7();
  const sealings = [a, early].map((tubeId) => {
    const { contract, content } = aSealing(tubeId);
    return { contract, content: { ...content, openedAt, recordedAt, capturedAt: phone } };
  });
  await lab.tell([...sealings, aHandOver(batchId, [a, early])]);
  const beforeOpening = [early, '阴性', ...curves.none, '2026-11-02 10:00'] as const;
  const { job } = await lab.upload(aFile([negative(a), beforeOpening]));
  await lab.count(batchId, [a, early]);
  await lab.command(`/v1/uploads/${job}/release`, {}, supervisor);
  const [told] = await lab.contents(ResultReleasedV1, a);
  expect(told).toMatchObject({ sampledAt: openedAt });
  const [row] = await lab.sql('select code from lab.upload_rows where tube_id = $1', [early]);
  expect(row).toEqual({ code: 'TESTED_BEFORE_RECEIVED' });
});
