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

  /** What a laboratory says comes after what batching says: it answers that very event. */
  async answer(tx: Tx, told: readonly EarlierResults[]): Promise<void> {
    const results = told.flatMap(({ caseId, results: all }) => all.map((one) => ({ caseId, ...one })));
    await tx.execute(
      `update look_back_tubes t set lab_code = told.lab_code, state = told.state, finding = told.finding,
              result_version = told.version, tested_at = told.tested_at, released_at = told.released_at
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::timestamptz[], $8::timestamptz[])
              as told (case_id, tube_id, lab_code, state, finding, version, tested_at, released_at)
        where t.case_id = told.case_id and t.tube_id = told.tube_id
          and coalesce(t.result_version, 0) <= coalesce(told.version, 0)`,
      [
        results.map(({ caseId }) => caseId),
        results.map(({ tubeId }) => tubeId),
        results.map(({ labCode }) => labCode ?? null),
        results.map(({ state }) => state),
        results.map(({ result }) => result?.finding ?? null),
        results.map(({ result }) => result?.version ?? null),
        results.map(({ result }) => result?.testedAt ?? null),
        results.map(({ result }) => result?.releasedAt ?? null),
      ],
    );
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
