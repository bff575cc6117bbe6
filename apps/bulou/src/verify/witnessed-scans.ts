import { type Check, type Found, sampleMax, type Violation } from './check.js';
import { members } from './members-sql.js';

interface WitnessedScans {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly needs: readonly string[];
  /** $1 = all campaigns; `seen_campaigns`, `witnessed` and `taken_back` are there to be asked. */
  readonly sql: (members: string) => string;
}

const fields = ['deviceId', 'seq', 'tubeId', 'subjectId', 'outcome'] as const;
const recordset = (from: number) =>
  `unnest($${from}::uuid[], $${from + 1}::int[], $${from + 2}::text[], $${from + 3}::uuid[], $${from + 4}::text[])`;
const columns = '(device_id, seq, tube_id, subject_id, outcome)';

/** A check of stored scans against what the load client wrote down; skipped where nobody wrote. */
export function witnessedScans({ sql, ...check }: WitnessedScans): Check {
  const counted = `
    with seen_campaigns as (select unnest($2::uuid[]) as campaign_id),
         witnessed as materialized (select * from ${recordset(3)} as w${columns}),
         taken_back as materialized (select * from ${recordset(8)} as b${columns} where outcome <> 'fail'),
         found as (${sql(members)})
    select count(*) over () as total, found.* from found limit ${sampleMax}`;
  return {
    ...check,
    async run(view): Promise<Found> {
      const seen = view.witnesses();
      if (seen.size === 0) return { skipped: 'no load client wrote a witness file of these campaigns' };
      const scans = [...seen.values()].flatMap((witness) => witness.scans);
      const undos = [...seen.values()].flatMap((witness) => witness.undos);
      const columnsOf = (lines: typeof scans) => fields.map((field) => lines.map((line) => line[field]));
      const values = [[...seen.keys()], ...columnsOf(scans), ...columnsOf(undos)];
      const rows = await view.sql<Violation & { total: string }>(counted, [view.campaigns, ...values]);
      return { total: Number(rows[0]?.total ?? 0), first: rows, ...partly(seen.size, view.campaigns.length) };
    },
  };
}

/** Says so when some campaigns had no witness. */
export const partly = (seen: number, all: number): { why?: string } =>
  seen < all ? { why: `${all - seen} of ${all} campaigns have no witness file and were not looked at` } : {};
