import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { expect, test } from 'vitest';
import { campaignId, rows, siteCode, theFacts, theRoom, withMeasureRoom } from '../measure-room.js';
import { OpenCases } from '../open-case/open-case.handler.js';

withMeasureRoom();

const [tubes, persons, secondsMax] = [1_000, 10, 60];

const count = async (sql: string) => (await rows<{ n: number }>(`select count(*)::int as n from ${sql}`))[0]?.n ?? 0;

function alarm(serial: number) {
  const members = Array.from({ length: persons }, (_, index) => ({
    position: index + 1,
    subjectKind: 'person' as const,
    subjectId: systemIds.uuid4(),
  }));
  const escalationId = systemIds.uuid7();
  const tubeId = writeTubeBarcode('21', serial);
  return OpenCaseV1.shape.parse({ ...OpenCaseV1.example, escalationId, tubeId, campaignId, siteCode, members });
}

test('ten thousand people of a thousand detections that are taken back at once are each revoked once and told once', async () => {
  const jobs = Array.from({ length: tubes }, (_, index) => alarm(index + 1));
  const openCases = theRoom().service.app.get(OpenCases);
  await Promise.all(jobs.map((job) => openCases.run(job, `esc-${job.escalationId}-a1`)));
  expect(await count('isolation.cases')).toBe(tubes * persons);
  const facts = jobs.map(({ tubeId, members }) =>
    theFacts().message(DetectionWithdrawnV1, { tubeId, campaignId, siteCode, members }),
  );
  const begunAt = performance.now();
  await theFacts().publish(facts);
  await eventually(async () => (await count(`isolation.cases where state = 'revoked'`)) === tubes * persons, {
    withinMs: 120_000,
    everyMs: 250,
  });
  const seconds = (performance.now() - begunAt) / 1_000;
  expect(seconds).toBeLessThan(secondsMax);
  // Once more, as a broker would that lost its offsets.
  await theFacts().publish(facts);
  const last = alarm(tubes + 1);
  await openCases.run(last, `esc-${last.escalationId}-a1`);
  await theFacts().tell(DetectionWithdrawnV1, { tubeId: last.tubeId, campaignId, siteCode, members: last.members });
  await eventually(async () => (await count(`isolation.cases where state = 'revoked'`)) === (tubes + 1) * persons);
  const told = `isolation.outbox where type = 'isolation.notice-requested.v1' and payload->>'kind' = 'correction-apology'`;
  expect(await count(told)).toBe((tubes + 1) * persons);
  expect(await count(`isolation.outbox where type = 'isolation.case-revoked.v1'`)).toBe((tubes + 1) * persons);
  expect(await count(`isolation.tasks where state = 'open' and case_id is not null`)).toBe(0);
  expect(await count(`isolation.recollections where state = 'open'`)).toBe(0);
}, 240_000);
