import { SecondResultFoundV1 } from '@lib/contracts/events/lab/second-result-found.v1';
import { SecondResultSettledV1 } from '@lib/contracts/events/lab/second-result-settled.v1';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFile, negative, newTubes, openLabRoom, positive, stranger, supervisor, technician } from '../lab-room.js';
import type { LabRoom } from '../lab-room.js';

let lab: LabRoom;
beforeAll(async () => {
  lab = await openLabRoom();
});
afterAll(() => lab?.close());

const second = { sub: 'lab-8', role: 'lab', scope: { lab: 'LAB-OTHER' } } as const;
const duty = { sub: 'duty-1', role: 'cdc-duty', scope: { district: '330105' } } as const;

async function detected(): Promise<string> {
  const [tubeId = ''] = newTubes(1);
  await lab.receive([tubeId]);
  await lab.upload(aFile([positive(tubeId)]));
  return tubeId;
}
const refer = (tubeId: string, as = supervisor, toLab = 'LAB-OTHER') =>
  lab.command(`/v1/tubes/${tubeId}/referrals`, { toLab }, as);
const receive = (referralId: string, as: typeof supervisor = second) =>
  lab.command(`/v1/referrals/${referralId}/receive`, {}, as);
const decide = (referralId: string, as: typeof supervisor = duty, decision = 'draw-again') =>
  lab.command(`/v1/referrals/${referralId}/decide`, { decision }, as);
async function referred(): Promise<{ tubeId: string; referralId: string }> {
  const tubeId = await detected();
  const { body } = await refer(tubeId);
  return { tubeId, referralId: (body as { referralId: string }).referralId };
}
const chainOf = (tubeId: string) =>
  lab.sql<{ seq: number; place: string; reason: string | null }>(
    'select seq, place, reason from lab.custody_entries where tube_id = $1 order by seq',
    [tubeId],
  );

describe('a detected specimen', () => {
  test('goes to a second laboratory under its own number and chain; both results stand', async () => {
    const { tubeId, referralId } = await referred();
    expect((await receive(referralId)).status).toBe(200);
    const report = await lab.upload(aFile([positive(tubeId)]), second);
    expect(report).toMatchObject({ accepted: 1 });
    expect(await lab.sql('select version, lab_code from lab.results where tube_id = $1', [tubeId])).toEqual([
      ...[{ version: 1, lab_code: 'LAB-HZ1' }],
    ]);
    const [row] = await lab.sql('select * from lab.referrals where referral_id = $1', [referralId]);
    expect(row).toMatchObject({ first_finding: 'detected', second_finding: 'detected', found_by: 'lab-8' });
    expect((await chainOf(tubeId)).slice(-3).map(({ place, reason }) => [place, reason])).toEqual([
      ...[
        ['LAB-HZ1', 'referred'],
        ['LAB-OTHER', 'referral-received'],
        ['LAB-OTHER', 'second-result'],
      ],
    ]);
    expect(await lab.contents(SecondResultFoundV1, tubeId)).toMatchObject([{ agrees: true }]);
    expect((await lab.facts(tubeId)).filter((fact) => fact.startsWith('detection-raised'))).toHaveLength(1);
    expect(await decide(referralId)).toMatchObject({ body: { code: 'REFERRAL_MOVED_ON' } });
  });

  test('that is found otherwise opens a decision for a person who brought neither result', async () => {
    const { tubeId, referralId } = await referred();
    await receive(referralId);
    await lab.upload(aFile([negative(tubeId)]), second);
    expect(await lab.contents(SecondResultFoundV1, tubeId)).toMatchObject([
      { agrees: false, secondFinding: 'not-detected' },
    ]);
    const far = { ...duty, scope: { district: '330106' } };
    expect(await decide(referralId, far)).toMatchObject({ body: { code: 'REFERRAL_UNKNOWN' } });
    expect(await decide(referralId, { ...duty, sub: 'lab-2' })).toMatchObject({
      body: { code: 'SECOND_SIGNATURE_NEEDED' },
    });
    expect((await decide(referralId)).status).toBe(200);
    expect(await lab.contents(SecondResultSettledV1, tubeId)).toMatchObject([
      { decision: 'draw-again', decidedBy: 'duty-1' },
    ]);
    // Nothing was overwritten: a wrong result is corrected by its own laboratory.
    const [first] = await lab.sql('select finding, effective from lab.results where tube_id = $1', [tubeId]);
    expect(first).toEqual({ finding: 'detected', effective: true });
  });

  test('is looked at by the second laboratory when it came, also where the file came before it', async () => {
    const { tubeId, referralId } = await referred();
    expect(await lab.upload(aFile([positive(tubeId)]), second)).toMatchObject({ accepted: 0, held: 1 });
    await receive(referralId);
    const [row] = await lab.sql('select second_finding from lab.referrals where referral_id = $1', [referralId]);
    expect(row).toEqual({ second_finding: 'detected' });
  });
});

describe('a second laboratory', () => {
  test('that a tube was not referred to does not know it', async () => {
    const tubeId = await detected();
    expect(await lab.upload(aFile([negative(tubeId)]), second)).toMatchObject({ accepted: 0, held: 1 });
    expect(await refer(tubeId, stranger, 'LAB-HZ1')).toMatchObject({ body: { code: 'TUBE_UNKNOWN' } });
  });

  test('receives what goes to it, once; the sender does not receive it', async () => {
    const { referralId } = await referred();
    expect(await receive(referralId, technician)).toMatchObject({ body: { code: 'REFERRAL_FOR_OTHER_LAB' } });
    const third = { ...second, scope: { lab: 'LAB-THIRD' } };
    expect(await receive(referralId, third)).toMatchObject({ body: { code: 'REFERRAL_UNKNOWN' } });
    expect((await receive(referralId)).status).toBe(200);
    expect(await receive(referralId)).toMatchObject({ body: { code: 'REFERRAL_MOVED_ON' } });
  });

  test('is another one, registered, and gets a tube only while no other has it', async () => {
    const { tubeId } = await referred();
    expect(await refer(tubeId)).toMatchObject({ body: { code: 'REFERRAL_OPEN' } });
    expect(await refer(tubeId, supervisor, 'LAB-HZ1')).toMatchObject({ body: { code: 'LAB_UNREGISTERED' } });
    const [clean = ''] = newTubes(1);
    await lab.receive([clean]);
    await lab.upload(aFile([negative(clean)]));
    expect(await refer(clean)).toMatchObject({ body: { code: 'REFERRAL_NEEDS_DETECTION' } });
  });
});
