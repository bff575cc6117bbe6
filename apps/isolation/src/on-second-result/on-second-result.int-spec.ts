import { SecondResultFoundV1 } from '@lib/contracts/events/lab/second-result-found.v1';
import { SecondResultSettledV1 } from '@lib/contracts/events/lab/second-result-settled.v1';
import { SpecimenReferredV1 } from '@lib/contracts/events/lab/specimen-referred.v1';
import { eventually } from '@lib/testing';
import { systemIds } from '@lib/platform';
import { describe, expect, test } from 'vitest';
import { campaignId, rows, siteCode, tellRoom, withMeasureRoom } from '../measure-room.js';
import { tasksOf, verified } from '../verified-room.js';

withMeasureRoom();

async function aReferral() {
  const { caseId, single } = await verified();
  const [report] = await rows<{ report_id: string }>(
    'select report_id from isolation.case_reports where case_id = $1',
    [caseId],
  );
  const about = { tubeId: single.tubeId, campaignId, siteCode, referralId: systemIds.uuid7(), resultVersion: 1 };
  const tasks = async () =>
    (await tasksOf(report?.report_id ?? '')).filter((one) => /^(refer-specimen|settle-results)/.test(one));
  return { about, tasks };
}
const found = (agrees: boolean) =>
  ({
    labCode: 'LAB-HZ2',
    firstFinding: 'detected',
    secondFinding: agrees ? 'detected' : 'not-detected',
    agrees,
  }) as const;

describe('a second laboratory', () => {
  test('that got the specimen ends the task of sending it', async () => {
    const { about, tasks } = await aReferral();
    expect(await tasks()).toEqual(['refer-specimen open']);
    await tellRoom(SpecimenReferredV1, about);
    await eventually(async () => expect(await tasks()).toEqual(['refer-specimen done']));
  });

  test('that contradicts the first gives somebody a decision to take, and the decision ends it', async () => {
    const { about, tasks } = await aReferral();
    await tellRoom(SecondResultFoundV1, { ...about, ...found(false) });
    await eventually(async () => expect(await tasks()).toContain('settle-results open'));
    await tellRoom(SecondResultSettledV1, about);
    await eventually(async () => expect(await tasks()).toContain('settle-results done'));
  });

  test('that agrees leaves nothing to decide', async () => {
    const { about, tasks } = await aReferral();
    await tellRoom(SecondResultFoundV1, { ...about, ...found(true) });
    await tellRoom(SpecimenReferredV1, about);
    await eventually(async () => expect(await tasks()).toEqual(['refer-specimen done']));
  });
});
