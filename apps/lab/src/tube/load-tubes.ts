import type { Tx } from '@lib/platform';
import type { RejectionReason, ResultStatus, TubePurpose } from '@lib/vocabulary';
import type { Finding } from '@lib/vocabulary';
import type { RowCode } from '@lib/contracts/result-row-codes';
import { rowOfStored } from '../upload/stored-row.js';
import type { StoredRow } from '../upload/stored-row.js';
import { openReferrals } from '../referral/open-referrals.js';
import { unpackMembers } from './packed-members.js';
import type { BenchAct, HandedFacts, LabTube, LabTubeState, SealedFacts, TubeResult, TubeRow } from './tube.js';

interface StoredTube {
  readonly tube_id: string;
  readonly state: LabTubeState;
  readonly received_at: Date | null;
  readonly custody_seq: number | null;
  readonly custody_hash: string | null;
  readonly result_sequence: number;
  readonly detection_sequence: number;
  readonly campaign_id: string | null;
  readonly round_id: string | null;
  readonly site_code: string | null;
  readonly purpose: TubePurpose | null;
  readonly order_id: string | null;
  readonly members: Buffer | null;
  readonly sampled_at: Date | null;
  readonly batch_id: string | null;
  readonly handed_campaign_id: string | null;
  readonly handed_site_code: string | null;
  readonly lab_code: string | null;
  readonly specimens: number | null;
  readonly handed_custody_seq: number | null;
  readonly handed_custody_hash: string | null;
}

interface StoredAct {
  readonly id: string;
  readonly tube_id: string;
  readonly lab_code: string;
  readonly kind: BenchAct['kind'];
  readonly batch_id: string | null;
  readonly reason: RejectionReason | null;
  readonly note: string | null;
  readonly actor: string;
  readonly device_id: string | null;
  readonly captured_at: Date | null;
  readonly recorded_at: Date;
  readonly state: BenchAct['state'];
}

interface StoredResult {
  readonly tube_id: string;
  readonly version: number;
  readonly supersedes: number | null;
  readonly status: ResultStatus;
  readonly finding: Finding;
  readonly lab_code: string;
  readonly upload_id: string;
  readonly row: number;
  readonly confirmed_by_upload_id: string | null;
  readonly gate: RowCode | null;
  readonly tested_at: Date;
  readonly policy_version: number | null;
  readonly uploaded_by: string;
  readonly recorded_by: string;
  readonly device_id: string | null;
  readonly reason: string | null;
  readonly captured_at: Date | null;
  readonly recorded_at: Date;
  readonly released_by: string | null;
  readonly released_at: Date | null;
}

type StoredWaitingRow = StoredRow & {
  readonly tube_id: string;
  readonly lab_code: string;
  readonly uploaded_by: string;
  readonly device_id: string | null;
  readonly captured_at: Date | null;
  readonly recorded_at: Date;
  readonly alarm_share: number;
  readonly is_contradicted: boolean;
};

const tubesSql = `
  select t.tube_id, t.state, t.received_at, t.custody_seq, t.custody_hash, t.result_sequence, t.detection_sequence,
         e.campaign_id, e.round_id, e.site_code, e.purpose, e.order_id, e.members, e.sampled_at, e.batch_id,
         e.handed_campaign_id, e.handed_site_code, e.lab_code, e.specimens, e.handed_custody_seq, e.handed_custody_hash
    from lab_tubes t left join expected_tubes e using (tube_id)
   where t.tube_id = any($1::text[])`;

const actsSql = `
  select id, tube_id, lab_code, kind, batch_id, reason, note, actor, device_id, captured_at, recorded_at, state
    from bench_acts
   where tube_id = any($1::text[]) and state in ('waiting', 'applied')
   order by recorded_at, id`;

const resultsSql = `
  select tube_id, version, supersedes, status, finding, lab_code, upload_id, row, confirmed_by_upload_id, gate, tested_at,
         policy_version, uploaded_by, recorded_by, device_id, reason, captured_at, recorded_at, released_by, released_at
    from results
   where tube_id = any($1::text[]) and effective`;

const rowsSql = `
  select r.row, r.tube_id, r.finding, r.ct, r.tested_at, r.tested_precision_ms, r.time_is_unreadable, r.kit, r.run, r.well,
         r.upload_id, r.lab_code, r.recorded_at, u.uploaded_by, u.device_id, u.captured_at, u.alarm_share,
         exists (select 1 from upload_rows o
                  where o.upload_id = r.upload_id and o.tube_id = r.tube_id and o.code = 'ROWS_CONTRADICT') as is_contradicted
    from upload_rows r join uploads u on u.id = r.upload_id
   where r.tube_id = any($1::text[]) and r.outcome = 'held' and r.code in ('TUBE_UNKNOWN', 'TUBE_NOT_RECEIVED')
   order by r.recorded_at, r.upload_id, r.row`;

/** Anything that answers SQL: a transaction where the tubes are to be changed, the pool where they are only looked at. */
export type Reader = Pick<Tx, 'query'>;

/** Reads tubes with all that a decision about them may ask. Those that have no row are left out. */
export async function loadTubes(reader: Reader, tubeIds: readonly string[]): Promise<Map<string, LabTube>> {
  const ids = [tubeIds];
  const tubes = await reader.query<StoredTube>(tubesSql, ids);
  const acts = groupByTube(await reader.query<StoredAct>(actsSql, ids));
  const results = groupByTube(await reader.query<StoredResult>(resultsSql, ids));
  const rows = groupByTube(await reader.query<StoredWaitingRow>(rowsSql, ids));
  const referrals = await openReferrals(reader, tubeIds);
  return new Map(
    tubes.map((stored) => [
      stored.tube_id,
      {
        ...ownFactsOf(stored),
        sealed: sealedOf(stored),
        handed: handedOf(stored),
        acts: (acts.get(stored.tube_id) ?? []).map(actOf),
        rows: (rows.get(stored.tube_id) ?? []).map(waitingRowOf),
        effective: (results.get(stored.tube_id) ?? []).map(resultOf)[0],
        referral: referrals.get(stored.tube_id),
      },
    ]),
  );
}

function groupByTube<R extends { readonly tube_id: string }>(rows: readonly R[]): Map<string, R[]> {
  return Map.groupBy(rows, (row) => row.tube_id);
}

function ownFactsOf(
  stored: StoredTube,
): Omit<LabTube, 'sealed' | 'handed' | 'acts' | 'rows' | 'effective' | 'referral'> {
  const { custody_seq: seq, custody_hash: hash } = stored;
  return {
    tubeId: stored.tube_id,
    state: stored.state,
    receivedAt: stored.received_at ?? undefined,
    custody: seq === null || hash === null ? undefined : { seq, hash },
    resultSequence: stored.result_sequence,
    detectionSequence: stored.detection_sequence,
  };
}

function sealedOf(stored: StoredTube): SealedFacts | undefined {
  const { campaign_id: campaignId, round_id: roundId, site_code: siteCode, purpose, members } = stored;
  const sampledAt = stored.sampled_at;
  if (campaignId === null || roundId === null || siteCode === null) return undefined;
  if (purpose === null || members === null || sampledAt === null) return undefined;
  const orderId = stored.order_id ?? undefined;
  return { campaignId, roundId, siteCode, purpose, orderId, members: unpackMembers(members), sampledAt };
}

function handedOf(stored: StoredTube): HandedFacts | undefined {
  const { batch_id: batchId, handed_campaign_id: campaignId, handed_site_code: siteCode, lab_code: labCode } = stored;
  const { specimens, handed_custody_seq: custodySeq, handed_custody_hash: custodyHash } = stored;
  if (batchId === null || campaignId === null || siteCode === null || labCode === null) return undefined;
  if (specimens === null || custodySeq === null || custodyHash === null) return undefined;
  return { batchId, campaignId, siteCode, labCode, specimens, custodySeq, custodyHash };
}

function actOf(stored: StoredAct): BenchAct {
  return {
    id: stored.id,
    tubeId: stored.tube_id,
    labCode: stored.lab_code,
    kind: stored.kind,
    batchId: stored.batch_id ?? undefined,
    reason: stored.reason ?? undefined,
    note: stored.note ?? undefined,
    actor: stored.actor,
    deviceId: stored.device_id ?? undefined,
    capturedAt: stored.captured_at ?? undefined,
    recordedAt: stored.recorded_at,
    state: stored.state,
  };
}

function resultOf(stored: StoredResult): TubeResult {
  return {
    tubeId: stored.tube_id,
    version: stored.version,
    supersedes: stored.supersedes ?? undefined,
    status: stored.status,
    isEffective: true,
    finding: stored.finding,
    labCode: stored.lab_code,
    uploadId: stored.upload_id,
    row: stored.row,
    confirmedByUploadId: stored.confirmed_by_upload_id ?? undefined,
    gate: stored.gate ?? undefined,
    testedAt: stored.tested_at,
    policyVersion: stored.policy_version ?? undefined,
    uploadedBy: stored.uploaded_by,
    recordedBy: stored.recorded_by,
    deviceId: stored.device_id ?? undefined,
    reason: stored.reason ?? undefined,
    capturedAt: stored.captured_at ?? undefined,
    recordedAt: stored.recorded_at,
    releasedBy: stored.released_by ?? undefined,
    releasedAt: stored.released_at ?? undefined,
  };
}

function waitingRowOf(stored: StoredWaitingRow): TubeRow {
  return {
    uploadId: stored.upload_id,
    labCode: stored.lab_code,
    uploadedBy: stored.uploaded_by,
    deviceId: stored.device_id ?? undefined,
    capturedAt: stored.captured_at ?? undefined,
    recordedAt: stored.recorded_at,
    alarmShare: stored.alarm_share,
    isContradicted: stored.is_contradicted,
    row: rowOfStored(stored),
  };
}
