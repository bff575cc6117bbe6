import { Refusal } from '@lib/contracts/refusals';
import type { Finding } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { releaseResult } from '../release-upload/release-result.decider.js';
import { aRow, aTubeRow, aTurn, labCode, namesOf, receivedTube } from '../tube/a-tube.js';
import { settle } from '../tube/settle.decider.js';
import type { LabTube } from '../tube/tube.js';
import { correctResult } from './correct-result.decider.js';

const noCt = { orf1ab: undefined, n: undefined, internalControl: undefined };
const supervisor = { actor: 'lab-2', deviceId: undefined, capturedAt: undefined };
const uploader = { ...supervisor, actor: 'lab-1' };

function resulted(finding: Finding): LabTube {
  const turn = aTurn(receivedTube({ rows: [aTubeRow(aRow({ finding, ct: noCt }))] }));
  settle(turn);
  return turn.tube;
}

const correction = (finding: Finding, resultVersion = 1) => ({
  labCode,
  resultVersion,
  finding,
  reason: 'wells swapped',
});
const refusalOf = (act: () => unknown): string => {
  try {
    act();
    return 'done';
  } catch (error) {
    return error instanceof Refusal ? error.code : 'fault';
  }
};

describe('a release', () => {
  test('lets the result be told, by a second person', () => {
    const turn = aTurn(resulted('not-detected'));
    expect(releaseResult(turn, supervisor)).toBe(true);
    expect(turn.facts[0]).toMatchObject({
      contract: { name: 'result-released' },
      sequence: 2,
      content: { status: 'final', finding: 'not-detected', releasedBy: 'lab-2', resultVersion: 1 },
    });
  });
  test('is not for whoever brought the result', () => {
    const turn = aTurn(resulted('not-detected'));
    expect(releaseResult(turn, uploader)).toBe(false);
    expect(namesOf(turn)).toEqual([]);
  });
  test('happens once', () => {
    const turn = aTurn(resulted('detected'));
    releaseResult(turn, supervisor);
    expect(releaseResult(turn, supervisor)).toBe(false);
  });
  test('passes over what is behind a gate', () => {
    const doubtful = aTubeRow(aRow({ finding: 'detected', testedAt: 'unreadable', ct: noCt }));
    const turn = aTurn(receivedTube({ rows: [doubtful] }));
    settle(turn);
    expect(namesOf(turn)).toEqual(['result-recorded#1', 'detection-raised#1']);
    expect(turn.rowOutcomes.at(-1)).toMatchObject({ outcome: 'held', resultVersion: 1 });
    expect(releaseResult(turn, supervisor)).toBe(false);
  });
});

describe('a correction', () => {
  test('is a new version that names the one it replaces', () => {
    const turn = aTurn(resulted('not-detected'));
    const outcome = correctResult(turn, correction('invalid'), supervisor, undefined);
    expect(outcome).toEqual({ resultVersion: 2, awaitsSecondPerson: false });
    expect(turn.tube.effective).toMatchObject({ version: 2, supersedes: 1, status: 'corrected', finding: 'invalid' });
    expect(turn.results.get(1)).toMatchObject({ isEffective: false });
    expect(turn.facts[0]?.content).toMatchObject({ status: 'corrected', supersedes: 1, resultVersion: 2 });
    expect(turn.custody[0]?.entry).toMatchObject({ step: 'resulted', detail: { resultVersion: 2 } });
  });
  test.each(['not-detected', 'invalid', 'inconclusive', 'single-target'] as const)(
    'from detected to %s by one supervisor changes nothing, however often it is asked for',
    (finding) => {
      const turn = aTurn(resulted('detected'));
      for (const askedBy of [undefined, supervisor.actor]) {
        const outcome = correctResult(turn, correction(finding), supervisor, askedBy);
        expect(outcome).toEqual({ resultVersion: 1, awaitsSecondPerson: true });
      }
      expect(namesOf(turn)).toEqual([]);
      expect(turn.tube.effective).toMatchObject({ version: 1, finding: 'detected' });
    },
  );
  test('from detected to inconclusive, asked for by two, leaves the alarm and raises that of the new version', () => {
    const turn = aTurn(resulted('detected'));
    correctResult(turn, correction('inconclusive'), supervisor, 'lab-4');
    expect(namesOf(turn)).toEqual(['result-released#2', 'detection-raised#2']);
  });
  test('that takes an alarm back is not for whoever brought the result, whoever asked for it', () => {
    const turn = aTurn(resulted('detected'));
    expect(refusalOf(() => correctResult(turn, correction('not-detected'), uploader, supervisor.actor))).toBe(
      'RELEASE_NEEDS_SECOND_PERSON',
    );
  });
  test('that another supervisor asked for withdraws an alarm that no longer stands', () => {
    const turn = aTurn(resulted('detected'));
    correctResult(turn, correction('not-detected'), supervisor, 'lab-4');
    expect(namesOf(turn)).toEqual(['result-released#2', 'detection-withdrawn#2']);
    expect(turn.facts[1]?.content).toMatchObject({ resultVersion: 2, supersedes: 1, reason: 'corrected' });
  });
  test('raises an alarm where there was none', () => {
    const turn = aTurn(resulted('not-detected'));
    correctResult(turn, correction('detected'), supervisor, undefined);
    expect(namesOf(turn)).toEqual(['result-released#2', 'detection-raised#1']);
  });
  test('withdraws nothing where nothing was raised', () => {
    const turn = aTurn(resulted('not-detected'));
    correctResult(turn, correction('invalid'), supervisor, undefined);
    expect(namesOf(turn)).toEqual(['result-released#2']);
  });
  test.each([
    ['by whoever brought the result', uploader, correction('detected'), 'RELEASE_NEEDS_SECOND_PERSON'],
    ['of a version that is not the latest', supervisor, correction('detected', 7), 'RESULT_NOT_LATEST'],
    ['by another laboratory', supervisor, { ...correction('detected'), labCode: 'LAB-B' }, 'TUBE_OF_OTHER_LAB'],
  ])('%s is refused', (_name, by, what, code) => {
    expect(refusalOf(() => correctResult(aTurn(resulted('not-detected')), what, by, undefined))).toBe(code);
  });
  test('of a tube without a result is refused', () => {
    expect(refusalOf(() => correctResult(aTurn(receivedTube()), correction('detected'), supervisor, undefined))).toBe(
      'TUBE_OF_OTHER_LAB',
    );
  });
});
