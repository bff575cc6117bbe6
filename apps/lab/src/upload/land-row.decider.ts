import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { ResultRecordedV1 } from '@lib/contracts/events/lab/result-recorded.v1';
import type { Finding } from '@lib/vocabulary';
import { subjectOf } from '../tube/subject.js';
import type { TubeResult, TubeRow } from '../tube/tube.js';
import type { By, Turn } from '../tube/turn.js';
import { isSecondLook, landSecond } from '../referral/second-result.decider.js';
import { testedAtOf } from './row-time.js';
import { judgeRow } from './judge-row.decider.js';
import type { Verdict } from './judge-row.decider.js';
import { waitingCodes } from '@lib/contracts/result-row-codes';
import type { RowFault } from './upload-row.js';

/**
 * Judges every row that waits for this tube, in the order in which they came, and does what the verdict says. A row that
 * lands becomes a preliminary, effective version: `result-recorded` tells the funnel, and an alarming finding is raised
 * in the same transaction, released or not.
 */
export function landRows(turn: Turn): void {
  for (const waiting of [...turn.tube.rows]) {
    if (isSecondLook(turn, waiting)) {
      const fault = landSecond(turn, waiting);
      dropRow(turn, waiting);
      note(turn, waiting, fault === undefined ? 'accepted' : 'held', fault, undefined);
      continue;
    }
    const verdict = judgeRow(waiting.row, turn.tube, {
      labCode: waiting.labCode,
      uploadedAt: waiting.recordedAt,
      now: turn.around.recordedAt,
      ctCutOff: turn.policy()?.ctCutOff ?? Number.POSITIVE_INFINITY,
      runMsMin: waiting.admittedBy === undefined ? (turn.policy()?.runMsMin ?? 0) : 0,
      isContradicted: waiting.isContradicted,
    });
    carryOut(turn, waiting, verdict);
  }
}

function carryOut(turn: Turn, waiting: TubeRow, verdict: Verdict): void {
  if (verdict.kind === 'lands') return land(turn, waiting, verdict.gate);
  if (verdict.kind === 'confirms') return confirm(turn, waiting);
  const goesOnWaiting = verdict.kind === 'held' && waitingCodes.includes(verdict.fault.code);
  if (!goesOnWaiting) dropRow(turn, waiting);
  note(turn, waiting, verdict.kind, verdict.fault, undefined);
}

function land(turn: Turn, waiting: TubeRow, gate: RowFault | undefined): void {
  const { row } = waiting;
  const version = (turn.tube.effective?.version ?? 0) + 1;
  const supersedes = turn.tube.effective?.version;
  supersede(turn);
  const result: TubeResult = {
    tubeId: turn.tube.tubeId,
    version,
    supersedes,
    status: 'preliminary',
    isEffective: true,
    finding: row.finding,
    labCode: waiting.labCode,
    uploadId: waiting.uploadId,
    row: row.row,
    confirmedByUploadId: undefined,
    gate: gate?.code,
    testedAt: testedAtOf(waiting, turn.around.recordedAt),
    policyVersion: turn.policy()?.version,
    uploadedBy: waiting.uploadedBy,
    recordedBy: waiting.admittedBy ?? waiting.uploadedBy,
    deviceId: waiting.deviceId,
    reason: supersedes === undefined ? undefined : reasonOf(gate),
    capturedAt: waiting.capturedAt,
    recordedAt: turn.around.recordedAt,
    releasedBy: undefined,
    releasedAt: undefined,
  };
  turn.setResult(result);
  turn.link('resulted', waiting.labCode, byOf(waiting), turn.around.recordedAt, { detail: { resultVersion: version } });
  turn.change({ state: 'resulted' });
  tellLanding(turn, waiting, result);
  dropRow(turn, waiting);
  note(turn, waiting, gate === undefined ? 'accepted' : 'held', gate, version);
}

const reasonOf = (gate: RowFault | undefined): string =>
  gate?.code === 'RESULT_CONTRADICTS' ? 'alarm against the result that stood' : 'repeat of an invalid run';

/** The version that stood until now is kept, but is no longer the effective one. */
export function supersede(turn: Turn): void {
  const { effective } = turn.tube;
  if (effective !== undefined) turn.setResult({ ...effective, isEffective: false });
}

function tellLanding(turn: Turn, waiting: TubeRow, result: TubeResult): void {
  const subject = subjectOf(turn.tube);
  if (subject === undefined) throw new Error(`row ${result.row} landed on a tube whose members are not known`);
  const { members, orderId: _order, ...place } = subject;
  const shared = { labCode: result.labCode, resultVersion: result.version, uploadId: result.uploadId };
  const recordedAt = turn.around.recordedAt.toISOString();
  turn.tellResult(
    ResultRecordedV1,
    { ...place, ...shared, specimens: members.length, testedAt: result.testedAt.toISOString(), recordedAt },
    byOf(waiting),
  );
  raise(turn, result, waiting.alarmShare, byOf(waiting));
}

/** Raises the alarm of a version, where its finding calls for one. */
export function raise(turn: Turn, result: TubeResult, alarmShare: number, by: By): void {
  const subject = subjectOf(turn.tube);
  const { finding } = result;
  if (subject === undefined || !isRaised(finding)) return;
  const content = {
    ...subject,
    labCode: result.labCode,
    resultVersion: result.version,
    finding,
    uploadId: result.uploadId,
    alarmShareOfUpload: alarmShare,
    recordedAt: turn.around.recordedAt.toISOString(),
  };
  turn.tellDetection(DetectionRaisedV1, content, by);
}

const isRaised = (finding: Finding): finding is Exclude<Finding, 'not-detected' | 'invalid'> =>
  finding !== 'not-detected' && finding !== 'invalid';

function confirm(turn: Turn, waiting: TubeRow): void {
  const { effective } = turn.tube;
  if (effective === undefined) throw new Error('a row confirmed a result that is not there');
  turn.setResult({ ...effective, gate: undefined, confirmedByUploadId: waiting.uploadId });
  dropRow(turn, waiting);
  note(turn, waiting, 'accepted', undefined, effective.version);
}

function dropRow(turn: Turn, { uploadId, row }: TubeRow): void {
  const rest = turn.tube.rows.filter((other) => other.uploadId !== uploadId || other.row.row !== row.row);
  turn.change({ rows: rest });
}

function note(
  turn: Turn,
  { uploadId, row }: TubeRow,
  outcome: 'accepted' | 'held' | 'rejected' | 'duplicate',
  fault: RowFault | undefined,
  resultVersion: number | undefined,
): void {
  turn.rowOutcomes.push({ uploadId, row: row.row, outcome, fault, resultVersion });
}

const byOf = ({ uploadedBy, admittedBy, deviceId, capturedAt }: TubeRow): By => ({
  actor: admittedBy ?? uploadedBy,
  deviceId,
  capturedAt,
});
