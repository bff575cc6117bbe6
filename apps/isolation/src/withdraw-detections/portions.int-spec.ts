import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
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

test('a storm of corrections is taken in portions of people, each committed for itself', async () => {
  const jobs = Array.from({ length: tubes }, (_, index) => alarm(index + 1));
  const openCases = theRoom().service.app.get(OpenCases);
  await Promise.all(jobs.map((job) => openCases.run(job, `esc-${job.escalationId}-a1`)));
  await theFacts().publish(
    jobs.map(({ tubeId, members }) =>
      theFacts().message(DetectionWithdrawnV1, { tubeId, campaignId, siteCode, members }),
    ),
  );
  const all = tubes * persons;
  await eventually(async () => (await rows(`select 1 from isolation.cases where state = 'revoked'`)).length === all, {
    withinMs: 30_000,
  });
  // Which transaction wrote a row is what the database itself remembers of it.
  const commits = await rows<{ people: number }>(
    `select count(*)::int * ${persons} as people from isolation.withdrawals group by xmin`,
  );
  expect(commits.length).toBeGreaterThanOrEqual(all / peoplePerCommit);
  for (const { people } of commits) expect(people).toBeLessThanOrEqual(peoplePerCommit);
}, 60_000);
