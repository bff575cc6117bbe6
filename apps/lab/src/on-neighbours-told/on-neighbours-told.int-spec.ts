import { NeighboursToldV1 } from '@lib/contracts/events/batching/neighbours-told.v1';
import { LookBackToldV1 } from '@lib/contracts/events/lab/look-back-told.v1';
import { systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFile, negative, newTubes, openLabRoom, supervisor } from '../lab-room.js';
import type { LabRoom } from '../lab-room.js';

let lab: LabRoom;
beforeAll(async () => {
  lab = await openLabRoom();
});
afterAll(() => lab?.close());

async function lookedBack(tubeIds: readonly string[]): Promise<Record<string, unknown> | undefined> {
  const questionId = systemIds.uuid7();
  const [example] = NeighboursToldV1.example.tubes;
  const tubes = tubeIds.map((tubeId) => ({ ...example, tubeId }));
  await lab.tell([{ contract: NeighboursToldV1, content: { questionId, tubes } }]);
  const told = () => lab.contents(LookBackToldV1, questionId);
  await eventually(async () => expect(await told()).toHaveLength(1));
  return (await told())[0];
}

test('looking back, a laboratory tells what was released of each tube, and where it was', async () => {
  const [released = '', waiting = ''] = newTubes(2);
  await lab.receive([released, waiting]);
  const { job } = await lab.upload(aFile([negative(released)]));
  await lab.command(`/v1/uploads/${job}/release`, {}, supervisor);
  expect(await lookedBack([released, waiting])).toMatchObject({
    results: [
      { tubeId: released, labCode: 'LAB-HZ1', state: 'resulted', result: { version: 1, finding: 'not-detected' } },
      { tubeId: waiting, labCode: 'LAB-HZ1', state: 'received' },
    ],
  });
});

test('what nobody released is not told, and a tube that never came is left out', async () => {
  const [unreleased = '', never = ''] = newTubes(2);
  await lab.receive([unreleased]);
  await lab.upload(aFile([negative(unreleased)]));
  const told = await lookedBack([unreleased, never]);
  expect(told?.['results']).toEqual([{ tubeId: unreleased, labCode: 'LAB-HZ1', state: 'resulted' }]);
});
