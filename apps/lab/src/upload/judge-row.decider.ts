import { isAlarming } from '@lib/vocabulary';
import type { Finding } from '@lib/vocabulary';
import type { LabTube } from '../tube/tube.js';
import type { CtReading } from './ct-value.js';
import type { RowCode } from '@lib/contracts/result-row-codes';
import type { CtReadings, ReadableRow, RowFault } from './upload-row.js';

/** What is to be done with a row. */
export type Verdict =
  /** It becomes a version. With a gate its alarm goes out at once, but nobody may release it. */
  | { readonly kind: 'lands'; readonly gate: RowFault | undefined }
  /** It takes the gate from the version that stands already. */
  | { readonly kind: 'confirms' }
  | { readonly kind: 'held' | 'rejected' | 'duplicate'; readonly fault: RowFault };

export interface RowCircumstances {
  readonly labCode: string;
  /** When the row was uploaded, by the database's clock. */
  readonly uploadedAt: Date;
  readonly now: Date;
  /** From the campaign's policy: at or above it a target does not count as detected. */
  readonly ctCutOff: number;
  /** From the campaign's policy, at its time scale: no assay ends sooner than this after its tube came. */
  readonly runMsMin: number;
  /** The same file says something else of the tube as well. */
  readonly isContradicted: boolean;
}

// Instruments and servers are set by hand or by a time server; five minutes apart is a clock, not an error.
const clockSkewMs = 5 * 60_000;

// Files print minutes; a tube received at 8:30:40 and tested "8:30" was not tested before it came.
const writtenPrecisionMsMin = 60_000;

/**
 * The law of a row. A tube answers only to the laboratory that it was handed to and only after it was received there;
 * to every other it does not exist. A result is never overwritten: the same again is a duplicate, another one is held
 * for a supervisor. Only an invalid result that nobody released may be followed by its one repeat. A doubt about Ct or
 * time holds the row, and so does a result that is there sooner than the assay can run. Where the row says a worse thing than what stands, doubt and contradiction put a gate before it
 * instead: an alarm does not wait for paper work and can be withdrawn.
 */
export function judgeRow(row: ReadableRow, tube: LabTube, around: RowCircumstances): Verdict {
  const held = (code: RowCode): Verdict => ({ kind: 'held', fault: { code, column: 'tube' } });
  const isOurs = tube.handed?.labCode === around.labCode && tube.sealed !== undefined;
  if (!isOurs) return held('TUBE_UNKNOWN');
  if (tube.state === 'rejected') return { kind: 'rejected', fault: { code: 'TUBE_REJECTED', column: 'tube' } };
  if (tube.state === 'expected' || tube.state === 'lost') return held('TUBE_NOT_RECEIVED');
  const doubt = doubtOf(row, tube, around);
  const standing = againstStandingResult(row, tube, doubt);
  if (standing !== undefined) return standing;
  if (doubt === undefined) return { kind: 'lands', gate: undefined };
  return isAlarming(row.finding) ? { kind: 'lands', gate: doubt } : { kind: 'held', fault: doubt };
}

function doubtOf(row: ReadableRow, tube: LabTube, around: RowCircumstances): RowFault | undefined {
  if (around.isContradicted) return { code: 'ROWS_CONTRADICT', column: 'word' };
  return ctDoubt(row, around.ctCutOff) ?? timeDoubt(row, tube, around);
}

function againstStandingResult(row: ReadableRow, tube: LabTube, doubt: RowFault | undefined): Verdict | undefined {
  const { effective } = tube;
  if (effective === undefined) return undefined;
  if (mayBeRepeated(row, tube)) return undefined;
  if (effective.finding !== row.finding) {
    const fault: RowFault = { code: 'RESULT_CONTRADICTS', column: 'word' };
    return isWorse(row.finding, effective.finding) ? { kind: 'lands', gate: fault } : { kind: 'held', fault };
  }
  // A second row does not settle which of two results is right: that is for a supervisor, by a correction.
  const isConfirmable = effective.gate !== undefined && effective.gate !== 'RESULT_CONTRADICTS';
  if (isConfirmable && doubt === undefined) return { kind: 'confirms' };
  return { kind: 'duplicate', fault: { code: 'RESULT_REPEATED', column: 'tube' } };
}

// An alarm where none stands, or a detected tube of which only something weaker is known.
const isWorse = (finding: Finding, standing: Finding): boolean =>
  isAlarming(finding) && (!isAlarming(standing) || finding === 'detected');

// The same invalid run exported twice is no repeat: a repeat is another finding, or invalid again at another time.
function mayBeRepeated(row: ReadableRow, { effective }: LabTube): boolean {
  const isFirstInvalid =
    effective?.finding === 'invalid' && effective.status === 'preliminary' && effective.supersedes === undefined;
  if (!isFirstInvalid) return false;
  if (row.finding !== 'invalid') return true;
  return (
    row.testedAt !== undefined &&
    row.testedAt !== 'unreadable' &&
    row.testedAt.at.getTime() > effective.testedAt.getTime()
  );
}

const isSeen = (reading: CtReading | undefined, cutOff: number): boolean =>
  reading?.kind === 'value' && reading.ct < cutOff;

/** What the curves say against the word. Targets are compared only where the file has their columns. */
export function ctDoubt({ finding, ct }: ReadableRow, cutOff: number): RowFault | undefined {
  const unreadable = unreadableCt(ct);
  if (unreadable !== undefined) return unreadable;
  const targets = [ct.orf1ab, ct.n].filter((reading) => reading !== undefined);
  const seen = targets.filter((reading) => isSeen(reading, cutOff)).length;
  const [seenMin, seenMax] = curvesOf[finding];
  const column = ct.orf1ab === undefined ? 'ctN' : 'ctOrf1ab';
  if (seen > seenMax) return { code: 'CT_CONTRADICTS', column };
  if (seenMin > 0) return missingCt(targets, column);
  const hasNoProof = finding === 'not-detected' && ct.internalControl?.kind === 'none';
  return hasNoProof ? { code: 'INTERNAL_CONTROL_FAILED', column: 'ctInternal' } : undefined;
}

// How many of the two targets may have risen below the cut-off for each finding: at least, at most. Kits differ in
// whether one target makes a detected result, so that word is not held against one curve.
const curvesOf: Readonly<Record<Finding, readonly [min: number, max: number]>> = {
  'not-detected': [0, 0],
  invalid: [0, 0],
  'single-target': [1, 1],
  detected: [1, 2],
  inconclusive: [0, 2],
};

// A weak curve above the cut-off is still a curve; what is missing is a row that says "detected" and shows none at all.
function missingCt(targets: readonly CtReading[], column: RowFault['column']): RowFault | undefined {
  if (targets.length === 0 || targets.some(({ kind }) => kind === 'value')) return undefined;
  return { code: 'CT_MISSING', column };
}

function unreadableCt(ct: CtReadings): RowFault | undefined {
  if (ct.orf1ab?.kind === 'unreadable') return { code: 'CT_UNREADABLE', column: 'ctOrf1ab' };
  if (ct.n?.kind === 'unreadable') return { code: 'CT_UNREADABLE', column: 'ctN' };
  if (ct.internalControl?.kind === 'unreadable') return { code: 'CT_UNREADABLE', column: 'ctInternal' };
  return undefined;
}

// A row that came before its tube was counted proves that the count was typed late; then sampling is the earliest time.
function timeDoubt(row: ReadableRow, tube: LabTube, around: RowCircumstances): RowFault | undefined {
  const { testedAt } = row;
  if (testedAt === 'unreadable') return { code: 'TIME_UNREADABLE', column: 'testedAt' };
  if (testedAt !== undefined && testedAt.at.getTime() > around.now.getTime() + clockSkewMs) {
    return { code: 'TESTED_IN_FUTURE', column: 'testedAt' };
  }
  const received = tube.receivedAt;
  const earliest = received !== undefined && around.uploadedAt >= received ? received : tube.sealed?.sampledAt;
  if (earliest === undefined) return undefined;
  const latest = testedAt && testedAt.at.getTime() + Math.max(testedAt.precisionMs, writtenPrecisionMsMin);
  if (latest !== undefined && latest < earliest.getTime()) {
    return { code: 'TESTED_BEFORE_RECEIVED', column: 'testedAt' };
  }
  const isTooSoon = endOfRun(row, around) < earliest.getTime() + around.runMsMin;
  return isTooSoon ? { code: 'RUN_TOO_SHORT', column: 'testedAt' } : undefined;
}

// What a file does not say cannot have happened later than its upload, nor can what it says.
function endOfRun({ testedAt }: ReadableRow, { uploadedAt }: RowCircumstances): number {
  const uploaded = uploadedAt.getTime();
  if (testedAt === undefined || testedAt === 'unreadable') return uploaded;
  return Math.min(uploaded, testedAt.at.getTime() + testedAt.precisionMs);
}
