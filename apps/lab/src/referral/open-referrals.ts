import type { Tx } from '@lib/platform';
import { updateRows } from '@lib/platform';
import type { Finding } from '@lib/vocabulary';
import type { OpenReferral, SecondResult } from '../tube/tube.js';

/** Out: by tube, the second laboratory that has it in hand and owes its answer. */
export async function openReferrals(
  reader: Pick<Tx, 'query'>,
  tubeIds: readonly string[],
): Promise<Map<string, OpenReferral>> {
  const rows = await reader.query<OpenReferral & { tubeId: string; firstFinding: Finding }>(
    `select tube_id as "tubeId", referral_id as "referralId", to_lab as "toLab", result_version as "resultVersion",
            first_finding as "firstFinding"
       from referrals where tube_id = any($1::text[]) and received_at is not null and second_finding is null`,
    [tubeIds],
  );
  return new Map(rows.map(({ tubeId, ...referral }) => [tubeId, referral]));
}

/** Writes what second laboratories found, each beside the result that it looks at again. */
export async function keepSecondResults(tx: Tx, found: readonly SecondResult[]): Promise<void> {
  const columns = {
    ...{ second_finding: 'text', upload_id: 'uuid', row: 'int', tested_at: 'timestamptz', found_by: 'text' },
    found_at: 'timestamptz',
  };
  const rows = found.map((one) => ({
    ...{ referral_id: one.referralId, second_finding: one.finding, upload_id: one.uploadId, row: one.row },
    ...{ tested_at: one.testedAt, found_by: one.by, found_at: tx.recordedAt },
  }));
  await updateRows(tx, 'referrals', { referral_id: 'uuid' }, columns, rows);
}
