import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { Refusal } from '@lib/contracts/refusals';
import { isAlarming } from '@lib/vocabulary';
import type { Finding } from '@lib/vocabulary';
import { tellRelease } from '../release-upload/release-result.decider.js';
import { subjectOf } from '../tube/subject.js';
import type { TubeResult } from '../tube/tube.js';
import type { By, Turn } from '../tube/turn.js';
import { raise, supersede } from '../upload/land-row.decider.js';

export interface Correction {
  readonly labCode: string;
  /** The version that the supervisor saw; another one meanwhile refuses the correction. */
  readonly resultVersion: number;
  readonly finding: Finding;
  readonly reason: string;
}

// A correction is one person's judgement of one tube: no file stands behind it whose share could be implausible.
const shareOfCorrection = 0;

export interface CorrectionOutcome {
  /** The version that counts now. */
  readonly resultVersion: number;
  readonly awaitsSecondPerson: boolean;
}

/**
 * A correction is a new version that names the one it replaces, made by a supervisor who did not bring the result. It is
 * told at once. A raised detection that no longer stands is withdrawn; a new alarming finding raises an alarm of its own,
 * since each escalation belongs to one version. Nobody takes an alarm back alone, nor a detection that may have verified
 * somebody: until another supervisor has asked for the same, alarm and result stand as they are.
 *
 * In: `askedBy`, who asked for the same correction of this version before.
 */
export function correctResult(
  turn: Turn,
  correction: Correction,
  by: By,
  askedBy: string | undefined,
): CorrectionOutcome {
  const { effective, handed, tubeId } = turn.tube;
  if (effective === undefined || handed?.labCode !== correction.labCode)
    throw new Refusal('TUBE_OF_OTHER_LAB', { tubeId });
  if (effective.version !== correction.resultVersion) {
    throw new Refusal('RESULT_NOT_LATEST', { tubeId, latest: effective.version });
  }
  if (effective.uploadedBy === by.actor) throw new Refusal('RELEASE_NEEDS_SECOND_PERSON', { tubeId });
  const isAlarmTakenBack = isAlarming(effective.finding) && !isAlarming(correction.finding);
  const isAskedByTwo = askedBy !== undefined && askedBy !== by.actor;
  if (needsTwo(effective.finding, correction.finding) && !isAskedByTwo) {
    return { resultVersion: effective.version, awaitsSecondPerson: true };
  }
  const version = effective.version + 1;
  const at = turn.around.recordedAt;
  supersede(turn);
  const corrected: TubeResult = {
    ...effective,
    version,
    supersedes: effective.version,
    status: 'corrected',
    isEffective: true,
    finding: correction.finding,
    gate: undefined,
    policyVersion: turn.policy()?.version,
    recordedBy: by.actor,
    deviceId: by.deviceId,
    reason: correction.reason,
    capturedAt: by.capturedAt,
    recordedAt: at,
    releasedBy: by.actor,
    releasedAt: at,
  };
  turn.setResult(corrected);
  const detail = { resultVersion: version };
  turn.link('resulted', correction.labCode, by, at, { reason: correction.reason, detail });
  tellRelease(turn, corrected, by);
  raise(turn, corrected, shareOfCorrection, by);
  if (isAlarmTakenBack) withdraw(turn, corrected, by);
  return { resultVersion: version, awaitsSecondPerson: false };
}

const needsTwo = (standing: Finding, wanted: Finding): boolean =>
  (isAlarming(standing) && !isAlarming(wanted)) || (standing === 'detected' && wanted !== 'detected');

function withdraw(turn: Turn, corrected: TubeResult, by: By): void {
  const subject = subjectOf(turn.tube);
  if (subject === undefined || corrected.supersedes === undefined) throw new Error('nothing was raised for this tube');
  const content = {
    ...subject,
    labCode: corrected.labCode,
    resultVersion: corrected.version,
    supersedes: corrected.supersedes,
    finding: corrected.finding,
    // The supervisor's own words stay in this room: they may name somebody.
    reason: 'corrected',
    withdrawnBy: by.actor,
    recordedAt: turn.around.recordedAt.toISOString(),
  };
  turn.tellDetection(DetectionWithdrawnV1, content, by);
}
