import { describe, expect, test } from 'vitest';
import { duty, other, post, rows, theRoom, withMeasureRoom } from '../measure-room.js';
import { codeOf, epidemiologist, officer, tasksOf, verified, withdraw } from '../verified-room.js';

withMeasureRoom();

const reportOf = async (caseId: string) => {
  const found = await rows<{ report_id: string; report_due_at: Date; investigate_due_at: Date; verified_at: Date }>(
    'select * from isolation.case_reports where case_id = $1 order by sequence desc limit 1',
    [caseId],
  );
  if (found[0] === undefined) throw new Error('nothing is owed');
  return found[0];
};
const step = (id: string, what: string, as: Parameters<typeof post>[1], body: object = {}) =>
  post(`/v1/case-reports/${id}/${what}`, as, body);
const receipt = (receiptNumber: string) => ({ receiptNumber });

describe('a verified case', () => {
  test('owes a report within two hours and an investigation within 24, each with an owner', async () => {
    const { caseId } = await verified();
    const report = await reportOf(caseId);
    const hours = (due: Date) => (due.getTime() - report.verified_at.getTime()) / 3_600_000;
    expect([hours(report.report_due_at), hours(report.investigate_due_at)]).toEqual([2, 24]);
    expect(await tasksOf(report.report_id)).toEqual(['investigate open', 'refer-specimen open', 'report-case open']);
    const owners = await rows('select kind, owner_role from isolation.tasks where subject = $1 order by kind', [
      report.report_id,
    ]);
    expect(owners).toEqual([
      { kind: 'investigate', owner_role: 'epidemiologist' },
      { kind: 'refer-specimen', owner_role: 'cdc-duty' },
      { kind: 'report-case', owner_role: 'cdc-duty' },
    ]);
  });

  test('is reported with the number that came back, and checked by another person within two hours more', async () => {
    const { caseId } = await verified();
    const { report_id: id } = await reportOf(caseId);
    expect(codeOf(await step(id, 'checked', other))).toEqual([409, 'REPORT_STEP_EARLY']);
    expect((await step(id, 'reported', duty, receipt('CN330105-2026-0001'))).body).toMatchObject({ isLate: false });
    expect(codeOf(await step(id, 'reported', other, receipt('CN330105-2026-0002')))).toEqual([409, 'REPORT_STEP_DONE']);
    expect(codeOf(await step(id, 'checked', duty))).toEqual([409, 'SECOND_SIGNATURE_NEEDED']);
    expect(await tasksOf(id)).toEqual([
      'investigate open',
      'refer-specimen open',
      'report-case done',
      'verify-report open',
    ]);
    expect((await step(id, 'checked', other)).status).toBe(200);
    expect((await step(id, 'investigated', epidemiologist, receipt('LD-2026-77'))).status).toBe(200);
    expect(await tasksOf(id)).toEqual([
      'investigate done',
      'refer-specimen open',
      'report-case done',
      'verify-report done',
    ]);
    const listed = await theRoom().call('GET', '/v1/case-reports', { as: duty });
    expect(JSON.stringify(listed.body)).not.toContain(id);
    const all = await theRoom().call('GET', '/v1/case-reports?state=all', { as: duty });
    expect(JSON.stringify(all.body)).toContain('CN330105-2026-0001');
  });

  test.each(['13900001111', '330105199001011234', 'R13900001111', 'ab', '张三'])(
    'takes no receipt that could name a person: %s',
    async (number) => {
      const { caseId } = await verified();
      const { report_id: id } = await reportOf(caseId);
      expect((await step(id, 'reported', duty, receipt(number))).status).toBe(400);
    },
  );

  test('is reported by CDC duty of its own district alone', async () => {
    const { caseId } = await verified();
    const { report_id: id } = await reportOf(caseId);
    expect((await step(id, 'reported', officer, receipt('CN-000001'))).status).toBe(403);
    const far = { ...duty, scope: { district: '330106' } } as const;
    expect(codeOf(await step(id, 'reported', far, receipt('CN-000001')))).toEqual([404, 'REPORT_UNKNOWN']);
  });

  test('that is taken back owes nothing, and what was reported of it is to be withdrawn', async () => {
    const { caseId, single } = await verified();
    const { report_id: id } = await reportOf(caseId);
    await step(id, 'reported', duty, receipt('CN330105-2026-0003'));
    await withdraw(single.tubeId);
    expect(await tasksOf(id)).toEqual([
      ...[
        'investigate cancelled',
        'refer-specimen cancelled',
        'report-case done',
        'verify-report cancelled',
        'withdraw-report open',
      ],
    ]);
    expect(codeOf(await step(id, 'investigated', epidemiologist, receipt('LD-2026-78')))).toEqual([
      ...[409, 'REPORT_TAKEN_BACK'],
    ]);
    expect((await step(id, 'withdrawn', duty, receipt('CN330105-2026-0003-W'))).body).toMatchObject({ isLate: false });
    expect(await tasksOf(id)).toContain('withdraw-report done');
  });

  test('that was never reported and is taken back leaves nothing to withdraw', async () => {
    const { caseId, single } = await verified();
    const { report_id: id } = await reportOf(caseId);
    await withdraw(single.tubeId);
    expect(await tasksOf(id)).toEqual(['investigate cancelled', 'refer-specimen cancelled', 'report-case cancelled']);
    expect(codeOf(await step(id, 'withdrawn', duty, receipt('CN-000001')))).toEqual([409, 'REPORT_STEP_EARLY']);
  });
});
