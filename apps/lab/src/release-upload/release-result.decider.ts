import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { subjectOf } from '../tube/subject.js';
import type { TubeResult } from '../tube/tube.js';
import type { By, Turn } from '../tube/turn.js';

/**
 * Releasing lets a result be told. A second person does it: whoever brought the result cannot. What is behind a gate is
 * kept back, and so is what was released or superseded meanwhile.
 *
 * @returns true when the result was released
 */
export function releaseResult(turn: Turn, by: By): boolean {
  const { effective } = turn.tube;
  if (effective === undefined || effective.status !== 'preliminary') return false;
  if (effective.gate !== undefined || effective.uploadedBy === by.actor) return false;
  const released: TubeResult = {
    ...effective,
    status: 'final',
    releasedBy: by.actor,
    releasedAt: turn.around.recordedAt,
  };
  turn.setResult(released);
  tellRelease(turn, released, by);
  return true;
}

/** Tells that a version may be told. Throws when the tube's members are not known: then no version can exist. */
export function tellRelease(turn: Turn, result: TubeResult, by: By): void {
  const { sealed } = turn.tube;
  const subject = subjectOf(turn.tube);
  if (subject === undefined || sealed === undefined || result.releasedAt === undefined) {
    throw new Error(`version ${result.version} of ${result.tubeId} cannot be told: its tube is not known as sealed`);
  }
  if (result.status === 'preliminary') throw new Error('a preliminary result is not told');
  const content = {
    ...subject,
    labCode: result.labCode,
    resultVersion: result.version,
    ...(result.supersedes === undefined ? {} : { supersedes: result.supersedes }),
    status: result.status,
    finding: result.finding,
    sampledAt: sealed.sampledAt.toISOString(),
    testedAt: result.testedAt.toISOString(),
    releasedBy: by.actor,
    releasedAt: result.releasedAt.toISOString(),
  };
  turn.tellResult(ResultReleasedV1, content, by);
}
