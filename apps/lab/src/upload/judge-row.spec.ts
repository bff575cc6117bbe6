import { describe, expect, test } from 'vitest';
import { aRow, handedFacts, labCode, minutesAfterNoon, receivedTube } from '../tube/a-tube.js';
import type { LabTube, TubeResult } from '../tube/tube.js';
import type { CtReading } from './ct-value.js';
import { judgeRow } from './judge-row.decider.js';
import type { ReadableRow } from './upload-row.js';

const around = {
  labCode,
  uploadedAt: minutesAfterNoon(100),
  now: minutesAfterNoon(100),
  ctCutOff: 40,
  runMsMin: 60 * 60_000,
  isContradicted: false,
};

const verdict = (row: Partial<ReadableRow>, tube: LabTube = receivedTube(), part: Partial<typeof around> = {}) => {
  const judged = judgeRow(aRow(row), tube, { ...around, ...part });
  if (judged.kind === 'lands') return judged.gate === undefined ? 'lands' : `lands behind ${judged.gate.code}`;
  return judged.kind === 'confirms' ? 'confirms' : `${judged.kind} ${judged.fault.code}`;
};

const value = (ct: number): CtReading => ({ kind: 'value', ct });
const none: CtReading = { kind: 'none' };
const blank: CtReading = { kind: 'blank' };
const ct = (orf1ab?: CtReading, n?: CtReading, internalControl?: CtReading) => ({ orf1ab, n, internalControl });

const standing = (part: Partial<TubeResult>): LabTube =>
  receivedTube({
    state: 'resulted',
    effective: {
      version: 1,
      finding: 'not-detected',
      status: 'preliminary',
      testedAt: minutesAfterNoon(90),
      ...part,
    } as TubeResult,
  });

describe('a row lands', () => {
  test.each([
    ['not detected with its internal control', { finding: 'not-detected' }],
    ['detected in both targets', { finding: 'detected', ct: ct(value(24), value(26), value(28)) }],
    [
      'detected without an internal control, which strong targets suppress',
      { finding: 'detected', ct: ct(value(18), value(19), none) },
    ],
    ['detected in a file that has no Ct columns', { finding: 'detected', ct: ct() }],
    ['single target with one curve', { finding: 'single-target', ct: ct(value(36), none, value(28)) }],
    ['inconclusive with late curves', { finding: 'inconclusive', ct: ct(value(39), none, value(28)) }],
    ['invalid without any curve', { finding: 'invalid', ct: ct(none, none, none) }],
    ['not detected with a curve above the cut-off', { finding: 'not-detected', ct: ct(value(40.2), none, value(28)) }],
    ['without a time', { testedAt: undefined }],
  ] satisfies [string, Partial<ReadableRow>][])('%s', (_name, row) => expect(verdict(row)).toBe('lands'));
});

describe('a row waits for its tube', () => {
  test.each([
    ['that nobody has told of', { sealed: undefined, handed: undefined }, 'held TUBE_UNKNOWN'],
    ['whose members are not known', { sealed: undefined }, 'held TUBE_UNKNOWN'],
    ['whose hand-over is not known', { handed: undefined }, 'held TUBE_UNKNOWN'],
    ['of another laboratory, which looks absent', { handed: handedFacts({ labCode: 'LAB-B' }) }, 'held TUBE_UNKNOWN'],
    ['that was not received', { state: 'expected' }, 'held TUBE_NOT_RECEIVED'],
    ['that is lost', { state: 'lost' }, 'held TUBE_NOT_RECEIVED'],
  ] satisfies [string, Partial<LabTube>, string][])('%s', (_name, tube, expected) =>
    expect(verdict({}, receivedTube(tube))).toBe(expected),
  );

  test('but not for one that was rejected', () => {
    expect(verdict({}, receivedTube({ state: 'rejected' }))).toBe('rejected TUBE_REJECTED');
  });
});

describe('a doubt holds a row, and only puts a gate before an alarming one', () => {
  const future = { at: minutesAfterNoon(200), precisionMs: 60_000 };
  const early = { at: minutesAfterNoon(-10), precisionMs: 60_000 };
  test.each([
    [
      '阴性 with curves in both targets',
      { finding: 'not-detected', ct: ct(value(25), value(25), value(28)) },
      'held CT_CONTRADICTS',
    ],
    [
      '阴性 with a curve in one target',
      { finding: 'not-detected', ct: ct(value(33), none, value(28)) },
      'held CT_CONTRADICTS',
    ],
    [
      '阴性 without an internal control',
      { finding: 'not-detected', ct: ct(none, none, none) },
      'held INTERNAL_CONTROL_FAILED',
    ],
    ['无效 with a curve', { finding: 'invalid', ct: ct(value(25), none, none) }, 'held CT_CONTRADICTS'],
    ['阳性 without any Ct', { finding: 'detected', ct: ct(blank, none, value(28)) }, 'lands behind CT_MISSING'],
    [
      '单靶标 with both targets',
      { finding: 'single-target', ct: ct(value(25), value(25), none) },
      'lands behind CT_CONTRADICTS',
    ],
    ['阴性 with a Ct that cannot be read', { ct: ct({ kind: 'unreadable' }, none, none) }, 'held CT_UNREADABLE'],
    [
      '阳性 with a Ct that cannot be read',
      { finding: 'detected', ct: ct({ kind: 'unreadable' }, none, none) },
      'lands behind CT_UNREADABLE',
    ],
    ['阴性 tested in the future', { testedAt: future }, 'held TESTED_IN_FUTURE'],
    ['阳性 tested in the future', { finding: 'detected', ct: ct(), testedAt: future }, 'lands behind TESTED_IN_FUTURE'],
    ['阴性 tested before it was received', { testedAt: early }, 'held TESTED_BEFORE_RECEIVED'],
    ['阴性 with a time that cannot be read', { testedAt: 'unreadable' }, 'held TIME_UNREADABLE'],
  ] satisfies [string, Partial<ReadableRow>, string][])('%s', (_name, row, expected) =>
    expect(verdict(row)).toBe(expected),
  );

  test('an alarming row that its own file contradicts', () => {
    const detected = { finding: 'detected' as const, ct: ct() };
    expect(verdict(detected, receivedTube(), { isContradicted: true })).toBe('lands behind ROWS_CONTRADICT');
  });

  test('the cut-off is the policy of the campaign', () => {
    const row = { ct: ct(value(37), none, value(28)) };
    expect(verdict(row, receivedTube(), { ctCutOff: 36 })).toBe('lands');
    expect(verdict(row, receivedTube(), { ctCutOff: 38 })).toBe('held CT_CONTRADICTS');
  });

  test('a clock that runs five minutes ahead is not the future', () => {
    expect(verdict({ testedAt: { at: minutesAfterNoon(104), precisionMs: 1000 } })).toBe('lands');
  });

  test('a time to the minute or the day is given the benefit of its unit', () => {
    const tube = receivedTube({ receivedAt: new Date('2026-11-21T04:00:40.000Z') });
    const inNoTime = { runMsMin: 0 };
    expect(verdict({ testedAt: { at: minutesAfterNoon(0), precisionMs: 60_000 } }, tube, inNoTime)).toBe('lands');
    expect(verdict({ testedAt: { at: new Date('2026-11-20T16:00:00Z'), precisionMs: 86_400_000 } }, tube)).toBe(
      'lands',
    );
  });

  describe('that is there sooner than the assay can run', () => {
    const after = (minutes: number, seconds = 0) => ({
      testedAt: { at: new Date(minutesAfterNoon(minutes).getTime() + seconds * 1_000), precisionMs: 1_000 },
    });
    const detected = { finding: 'detected' as const, ct: ct() };

    test('is held to the second: the last second of the shortest run counts as run', () => {
      expect(verdict(after(59, 58))).toBe('held RUN_TOO_SHORT');
      expect(verdict(after(59, 59))).toBe('lands');
    });
    test('raises its alarm at once behind a gate where it is alarming', () => {
      expect(verdict({ ...detected, ...after(30) })).toBe('lands behind RUN_TOO_SHORT');
    });
    test('is known by its upload when the file says no time, and a time after the upload does not help', () => {
      const early = { uploadedAt: minutesAfterNoon(20) };
      expect(verdict({ testedAt: undefined }, receivedTube(), early)).toBe('held RUN_TOO_SHORT');
      expect(verdict(after(90), receivedTube(), early)).toBe('held RUN_TOO_SHORT');
      expect(verdict({ ...detected, testedAt: undefined }, receivedTube(), early)).toBe('lands behind RUN_TOO_SHORT');
    });
    test('is sooner in a drill, by its time scale', () => {
      expect(verdict(after(5), receivedTube(), { runMsMin: (60 * 60_000) / 12 })).toBe('lands');
      expect(verdict(after(4), receivedTube(), { runMsMin: (60 * 60_000) / 12 })).toBe('held RUN_TOO_SHORT');
    });
  });

  test('a row that came before its tube was counted is compared with the sampling instead', () => {
    expect(verdict({ testedAt: early }, receivedTube(), { uploadedAt: minutesAfterNoon(-5) })).toBe('lands');
    const beforeSampling = { at: minutesAfterNoon(-180), precisionMs: 60_000 };
    expect(verdict({ testedAt: beforeSampling }, receivedTube(), { uploadedAt: minutesAfterNoon(-5) })).toBe(
      'held TESTED_BEFORE_RECEIVED',
    );
  });
});

describe('a result that stands', () => {
  const detected = { finding: 'detected' as const, ct: ct() };
  test('is not overwritten by another finding', () => {
    expect(verdict({}, standing({ finding: 'detected' }))).toBe('held RESULT_CONTRADICTS');
    expect(verdict({ finding: 'invalid', ct: ct() }, standing({}))).toBe('held RESULT_CONTRADICTS');
  });
  test.each([
    ['not detected', { finding: 'not-detected' }],
    ['not detected and released', { finding: 'not-detected', status: 'final' }],
    ['corrected to not detected', { finding: 'not-detected', status: 'corrected', version: 2, supersedes: 1 }],
    ['invalid and released', { finding: 'invalid', status: 'final' }],
    ['invalid for the second time', { finding: 'invalid', version: 2, supersedes: 1 }],
    ['a weaker alarm', { finding: 'inconclusive' }],
  ] satisfies [string, Partial<TubeResult>][])('%s does not silence a detected row', (_name, result) => {
    expect(verdict(detected, standing(result))).toBe('lands behind RESULT_CONTRADICTS');
    expect(verdict({ ...detected, testedAt: 'unreadable' }, standing(result))).toBe('lands behind RESULT_CONTRADICTS');
  });
  test('of an alarm is not replaced by one that says no more', () => {
    const weaker = { finding: 'inconclusive' as const, ct: ct() };
    expect(verdict(weaker, standing({ finding: 'single-target' }))).toBe('held RESULT_CONTRADICTS');
    expect(verdict(weaker, standing({ finding: 'detected' }))).toBe('held RESULT_CONTRADICTS');
  });
  test('against another one is freed by a supervisor, not by the same row again', () => {
    const gated = standing({ finding: 'detected', gate: 'RESULT_CONTRADICTS', version: 2, supersedes: 1 });
    expect(verdict(detected, gated)).toBe('duplicate RESULT_REPEATED');
  });
  test('makes the same finding a duplicate', () => expect(verdict({}, standing({}))).toBe('duplicate RESULT_REPEATED'));
  test('behind a gate is confirmed by a clean row', () => {
    expect(verdict(detected, standing({ finding: 'detected', gate: 'CT_MISSING' }))).toBe('confirms');
    const doubtful = { finding: 'detected' as const, ct: ct(none, none, none) };
    expect(verdict(doubtful, standing({ finding: 'detected', gate: 'CT_MISSING' }))).toBe('duplicate RESULT_REPEATED');
  });
  test('invalid may be followed by its one repeat, as long as nobody released it', () => {
    expect(verdict({}, standing({ finding: 'invalid' }))).toBe('lands');
    expect(verdict({}, standing({ finding: 'invalid', version: 2, supersedes: 1 }))).toBe('held RESULT_CONTRADICTS');
    expect(verdict({}, standing({ finding: 'invalid', status: 'final' }))).toBe('held RESULT_CONTRADICTS');
  });
  test('invalid again is a repeat only when it was run again', () => {
    const again = { finding: 'invalid' as const, ct: ct() };
    expect(verdict(again, standing({ finding: 'invalid' }))).toBe('duplicate RESULT_REPEATED');
    const later = { ...again, testedAt: { at: minutesAfterNoon(99), precisionMs: 60_000 } };
    expect(verdict(later, standing({ finding: 'invalid' }))).toBe('lands');
  });
});
