import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { TubeLostV1 } from '@lib/contracts/events/lab/tube-lost.v1';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { expect, test } from 'vitest';
import { campaignId, rows, siteCode, theFacts, theRoom, withMeasureRoom } from '../measure-room.js';
import { OpenCases } from '../open-case/open-case.handler.js';

withMeasureRoom();

const [tubes, persons, peoplePerCommit] = [80, 20, 400];

function alarm(serial: number) {
  const members = Array.from({ length: persons }, (_, index) => ({
    position: index + 1,
    subjectKind: 'person' as const,
    subjectId: systemIds.uuid4(),
  }));
  const escalationId = systemIds.uuid7();
  const tubeId = writeTubeBarcode('25', serial);
  return OpenCaseV1.shape.parse({ ...OpenCaseV1.example, escalationId, tubeId, campaignId, siteCode, members });
}

/** How many people each transaction took that wrote these rows: the database itself remembers which one wrote a row. */
const commits = async (table: string, peopleARow: number) =>
  (
    await rows<{ people: number }>(
      `select count(*)::int * ${peopleARow} as people from isolation.${table} group by xmin`,
    )
  ).map(({ people }) => people);
const all = tubes * persons;

test('a storm of corrections is taken in portions of people, each committed for itself', async () => {
  const jobs = Array.from({ length: tubes }, (_, index) => alarm(index + 1));
  const openCases = theRoom().service.app.get(OpenCases);
  await Promise.all(jobs.map((job) => openCases.run(job, `esc-${job.escalationId}-a1`)));
  await theFacts().publish(
    jobs.map(({ tubeId, members }) =>
      theFacts().message(DetectionWithdrawnV1, { tubeId, campaignId, siteCode, members }),
    ),
  );
  await eventually(async () => (await rows(`select 1 from isolation.cases where state = 'revoked'`)).length === all, {
    withinMs: 30_000,
  });
  const people = await commits('withdrawals', persons);
  expect(people.length).toBeGreaterThanOrEqual(all / peoplePerCommit);
  expect(Math.max(...people)).toBeLessThanOrEqual(peoplePerCommit);
}, 60_000);

test('a laboratory that lost its tubes calls their people back in portions as well', async () => {
  const lost = Array.from({ length: tubes }, (_, index) => alarm(tubes + index + 1));
  await theFacts().publish(
    lost.map(({ tubeId, members }) => theFacts().message(TubeLostV1, { tubeId, campaignId, siteCode, members })),
  );
  await eventually(async () => (await rows('select 1 from isolation.call_backs')).length === all, { withinMs: 30_000 });
  const people = await commits('call_backs', 1);
  expect(people.length).toBeGreaterThanOrEqual(all / peoplePerCommit);
  expect(Math.max(...people)).toBeLessThanOrEqual(peoplePerCommit);
}, 60_000);
