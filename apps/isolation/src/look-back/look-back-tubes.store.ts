import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Finding, TubePurpose } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';

const tubeColumns = {
  case_id: 'uuid',
  tube_id: 'text',
  campaign_id: 'uuid',
  site_code: 'text',
  purpose: 'text',
  sampled_at: 'timestamptz',
};

const resultColumns = {
  ...{ case_id: 'uuid', tube_id: 'text', campaign_id: 'uuid', lab_code: 'text', state: 'text', finding: 'text' },
  ...{ result_version: 'int', tested_at: 'timestamptz', released_at: 'timestamptz' },
};

/** The tubes in which the person of a case was; times here and below as they came, ISO 8601. */
export interface EarlierTubes {
  readonly caseId: string;
  readonly campaignId: string;
  readonly tubes: readonly {
    readonly tubeId: string;
    readonly siteCode: string;
    readonly purpose: TubePurpose;
    readonly sampledAt: string;
  }[];
}

/** What laboratories say of those tubes. */
export interface EarlierResults {
  readonly caseId: string;
  readonly campaignId: string;
  readonly results: readonly {
    readonly tubeId: string;
    /** Absent when no laboratory has the tube. */
    readonly labCode?: string | undefined;
    readonly state: string;
    /** Absent while none was released. */
    readonly result?: EarlierResult | undefined;
  }[];
}

interface EarlierResult {
  readonly version: number;
  readonly finding: Finding;
  readonly testedAt: string;
  readonly releasedAt: string;
}

/** A version of a result that was released now; a cancelled one is found invalid. */
export interface LaterResult extends EarlierResult {
  readonly tubeId: string;
  readonly labCode: string;
}

/** The only writer of the tubes in which the person of a verified case was before: as batching and the laboratories say. */
@Injectable()
export class LookBackTubes {
  async keep(tx: Tx, told: readonly EarlierTubes[]): Promise<void> {
    const rows = told.flatMap(({ caseId, campaignId, tubes }) =>
      tubes.map(({ tubeId, siteCode, purpose, sampledAt }) => ({
        ...{ case_id: caseId, tube_id: tubeId, campaign_id: campaignId },
        ...{ site_code: siteCode, purpose, sampled_at: sampledAt },
      })),
    );
    await insertRows(tx, 'look_back_tubes', tubeColumns, rows, {
      onConflict: `(case_id, tube_id) do update set site_code = excluded.site_code, purpose = excluded.purpose,
        sampled_at = excluded.sampled_at`,
    });
  }

  /** Two topics keep no order between them: a row may begin with what the laboratory says, and is shown with the rest. */
  async answer(tx: Tx, told: readonly EarlierResults[]): Promise<void> {
    const rows = told.flatMap(({ caseId, campaignId, results }) =>
      results.map(({ tubeId, labCode, state, result }) => ({
        ...{ case_id: caseId, tube_id: tubeId, campaign_id: campaignId, lab_code: labCode ?? null, state },
        ...{ finding: result?.finding ?? null, result_version: result?.version ?? null },
        ...{ tested_at: result?.testedAt ?? null, released_at: result?.releasedAt ?? null },
      })),
    );
    const last = new Map(rows.map((row) => [`${row.case_id} ${row.tube_id}`, row]));
    await insertRows(tx, 'look_back_tubes', resultColumns, [...last.values()], {
      onConflict: `(case_id, tube_id) do update set lab_code = excluded.lab_code, state = excluded.state,
        finding = excluded.finding, result_version = excluded.result_version, tested_at = excluded.tested_at,
        released_at = excluded.released_at
        where coalesce(look_back_tubes.result_version, 0) <= coalesce(excluded.result_version, 0)`,
    });
  }

  /** A later version replaces the earlier one; a tube that nobody looks back at passes by. */
  async correct(tx: Tx, released: readonly LaterResult[]): Promise<void> {
    if (released.length === 0) return;
    await tx.execute(
      `update look_back_tubes t set lab_code = told.lab_code, state = 'resulted', finding = told.finding,
              result_version = told.version, tested_at = told.tested_at, released_at = told.released_at
         from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::timestamptz[], $6::timestamptz[])
              as told (tube_id, lab_code, finding, version, tested_at, released_at)
        where t.tube_id = told.tube_id and coalesce(t.result_version, 0) < told.version`,
      [
        released.map(({ tubeId }) => tubeId),
        released.map(({ labCode }) => labCode),
        released.map(({ finding }) => finding),
        released.map(({ version }) => version),
        released.map(({ testedAt }) => testedAt),
        released.map(({ releasedAt }) => releasedAt),
      ],
    );
  }
}
