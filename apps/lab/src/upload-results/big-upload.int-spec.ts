import { writeXlsx } from '@lib/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newTubes, openLabRoom, technician } from '../lab-room.js';
import type { LabRoom } from '../lab-room.js';
import { digestOf, jobOf } from '../upload/upload-job.js';
import { shortFormHeader } from '../upload/upload-columns.js';

let lab: LabRoom;
beforeAll(async () => {
  lab = await openLabRoom();
});
afterAll(() => lab?.close());

/** The progress of a job, as a screen hears it, until it is over. */
async function statesOf(job: string, joined: () => void): Promise<string[]> {
  const headers = { authorization: await lab.room.bearer(technician) };
  const answer = await fetch(`${lab.room.service.url}/v1/uploads/${job}/progress`, { headers });
  joined();
  const states: string[] = [];
  let text = '';
  for await (const bytes of answer.body ?? []) {
    text += new TextDecoder().decode(bytes);
    for (const [, state = ''] of text.matchAll(/"state":"([a-z]+)"/g)) if (!states.includes(state)) states.push(state);
    if (states.includes('done')) break;
  }
  return states;
}

test('a file of three thousand rows is followed live, and other requests are answered meanwhile', async () => {
  const tubes = newTubes(3000);
  const boxes = Array.from({ length: 15 }, (_, index) => tubes.slice(index * 200, index * 200 + 200));
  for (const box of boxes) await lab.receive(box);
  const rows = tubes.map((tubeId, index) => [
    tubeId,
    index % 100 === 0 ? '阳性' : '阴性',
    index % 100 === 0 ? '25' : '无',
    '无',
    '28',
  ]);
  const bytes = await writeXlsx({ header: shortFormHeader, rows });
  let heard: () => void = () => undefined;
  const isFollowed = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const states = statesOf(jobOf('LAB-HZ1', digestOf(bytes)), heard);
  await isFollowed;

  let waitMsMax = 0;
  let isOver = false;
  const others = (async () => {
    while (!isOver) {
      const from = performance.now();
      await fetch(`${lab.room.service.url}/livez`);
      waitMsMax = Math.max(waitMsMax, performance.now() - from);
    }
  })();
  const report = await lab.upload(bytes);
  isOver = true;
  await others;

  expect(report).toMatchObject({ rows: 3000, accepted: 3000, alarming: 30 });
  expect(await states).toEqual(['waiting', 'reading', 'judging', 'writing', 'done']);
  // Generous for a busy machine: blocking for the whole file would be seconds.
  expect(waitMsMax).toBeLessThan(1000);
});
