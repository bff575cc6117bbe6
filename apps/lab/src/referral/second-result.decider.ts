import { SecondResultFoundV1 } from '@lib/contracts/events/lab/second-result-found.v1';
import type { TubeRow } from '../tube/tube.js';
import { subjectOf } from '../tube/subject.js';
import type { Turn } from '../tube/turn.js';
import { ctDoubt } from '../upload/judge-row.decider.js';
import { testedAtOf } from '../upload/row-time.js';
import type { RowFault } from '../upload/upload-row.js';

/** Whether a row comes from the laboratory to which this very tube was referred, and which has it in hand. */
export const isSecondLook = ({ tube }: Turn, { labCode }: TubeRow): boolean =>
  tube.referral !== undefined && tube.referral.toLab === labCode && tube.handed?.labCode !== labCode;

/**
 * What the second laboratory found stands beside the first result: no version follows, no alarm goes out anew, nothing is
 * overwritten. Where the two contradict each other a named person decides. Out: why the row is held, if it is.
 */
export function landSecond(turn: Turn, waiting: TubeRow): RowFault | undefined {
  const { referral } = turn.tube;
  const subject = subjectOf(turn.tube);
  if (referral === undefined || subject === undefined) return { code: 'TUBE_UNKNOWN', column: 'tube' };
  const { row, uploadId, uploadedBy, deviceId, capturedAt, labCode } = waiting;
  const doubt = waiting.isContradicted
    ? ({ code: 'ROWS_CONTRADICT', column: 'word' } as const)
    : ctDoubt(row, turn.policy()?.ctCutOff ?? Number.POSITIVE_INFINITY);
  if (doubt !== undefined) return doubt;
  const { referralId, resultVersion, firstFinding } = referral;
  const { finding } = row;
  const testedAt = testedAtOf(waiting, turn.around.recordedAt);
  const by = { actor: uploadedBy, deviceId, capturedAt };
  turn.secondResults.push({ referralId, uploadId, row: row.row, finding, testedAt, by: uploadedBy });
  turn.link('resulted', labCode, by, turn.around.recordedAt, { reason: 'second-result', detail: { referralId } });
  const { campaignId, siteCode } = subject;
  const about = { tubeId: turn.tube.tubeId, campaignId, siteCode, referralId, resultVersion };
  turn.tellResult(
    SecondResultFoundV1,
    {
      ...{ ...about, labCode, firstFinding, secondFinding: finding, agrees: finding === firstFinding },
      ...{ foundBy: uploadedBy, foundAt: turn.around.recordedAt.toISOString() },
    },
    by,
  );
  turn.change({ referral: undefined });
  return undefined;
}
