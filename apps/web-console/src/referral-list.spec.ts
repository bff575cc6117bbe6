import { describe, expect, test, vi } from 'vitest';
import { referrals } from './referral-list.js';
import { workLists } from './work-lists.js';

// The shared parts of the screens hold components; a list of lines needs their words of time only.
vi.mock('@lib/screens', () => ({ dayTimeOf: (at: string) => at }));

const row = {
  ...{ referralId: 'r-1', tubeId: '97000000000017', fromLab: 'LAB-HZ1', toLab: 'LAB-HZ2', firstFinding: 'detected' },
  ...{ secondFinding: 'not-detected', referredAt: '2026-11-22T05:00:00.000Z', decision: null, decidedBy: null },
  state: 'contradicts',
};
const lineFor = (role: string, part: object = {}, scope: object = {}) =>
  referrals.line({ ...row, ...part } as never, { actor: 'a-1', role, scope, campaignId: null, isLocal: true });
const namesOf = (line: ReturnType<typeof lineFor>) => (line.acts ?? []).map(({ name }) => name.en);

describe('the list of specimens at a second laboratory', () => {
  test('shows both findings, and lets CDC duty alone decide where they contradict each other', () => {
    const line = lineFor('cdc-duty');
    expect(line.what.zh).toMatch(/LAB-HZ1 .*；LAB-HZ2 /);
    expect(namesOf(line)).toEqual(['The first stands', 'The second stands', 'Draw again']);
    expect(line.acts?.map(({ json }) => json)).toContainEqual({ decision: 'draw-again' });
    expect(namesOf(lineFor('lab-supervisor', {}, { lab: 'LAB-HZ1' }))).toEqual([]);
    expect(namesOf(lineFor('cdc-duty', { state: 'agrees' }))).toEqual([]);
  });

  test('says whose the next step is after the decision', () => {
    const decided = (decision: string) =>
      lineFor('lab-supervisor', { state: 'decided', decision, decidedBy: 'duty-1' }, { lab: 'LAB-HZ1' });
    expect(decided('second-stands')).toMatchObject({
      owner: { zh: '实验室 LAB-HZ1' },
      next: { zh: expect.stringContaining('更正') },
    });
    expect(decided('draw-again').next.zh).toContain('重新单采');
    expect(decided('first-stands').next.zh).not.toContain('▲');
    expect(namesOf(decided('second-stands'))).toEqual([]);
  });

  test('is received where it goes to, and nowhere else', () => {
    const onTheWay = { state: 'on-the-way', secondFinding: null };
    expect(namesOf(lineFor('lab', onTheWay, { lab: 'LAB-HZ2' }))).toEqual(['Received']);
    expect(namesOf(lineFor('lab', onTheWay, { lab: 'LAB-HZ1' }))).toEqual([]);
  });

  test.each(['lab', 'lab-supervisor', 'cdc-duty'])('is one of those of %s', (role) => {
    expect(workLists[role]).toContain(referrals);
  });
});
