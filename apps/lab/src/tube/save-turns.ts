import { insertRows, updateRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { keepSecondResults } from '../referral/open-referrals.js';
import { packMembers } from './packed-members.js';
import type { BenchAct, ChainedEntry, LabTube, TubeResult } from './tube.js';
import {
  actColumns,
  custodyColumns,
  expectedColumns,
  resultChanges,
  resultColumns,
  rowColumns,
  tubeColumns,
} from './tube-columns.js';
import type { RowOutcome, Turn } from './turn.js';

/** A turn together with the tube as it was read. */
export interface Taken {
  readonly before: LabTube;
  readonly turn: Turn;
}

/** Writes the tubes of some turns and everything beside them, a handful of statements for any number of tubes. */
export async function saveTurns(tx: Tx, taken: readonly Taken[], rowsStoredWith: string | undefined): Promise<void> {
  const turns = taken.map(({ turn }) => turn);
  const changed = taken.filter(hasOwnChange);
  await updateRows(
    tx,
    'lab_tubes',
    { tube_id: 'text' },
    tubeColumns,
    changed.map((one) => tubeRow(one, tx.recordedAt)),
  );
  const told = taken.filter(
    ({ before, turn: { tube } }) => before.sealed !== tube.sealed || before.handed !== tube.handed,
  );
  await insertRows(
    tx,
    'expected_tubes',
    expectedColumns,
    told.map((one) => expectedRow(one, tx.recordedAt)),
    {
      onConflict: `(tube_id) do update set ${Object.keys(expectedColumns)
        .filter((name) => name !== 'tube_id' && name !== 'recorded_at')
        .map((name) => `${name} = excluded.${name}`)
        .join(', ')}`,
    },
  );
  const acts = turns.flatMap((turn) => [...turn.acts.values()]);
  await insertRows(tx, 'bench_acts', actColumns, acts.map(actRow), {
    onConflict: '(id) do update set state = excluded.state',
  });
  const links = turns.flatMap((turn) => turn.custody);
  await insertRows(tx, 'custody_entries', custodyColumns, links.map(custodyRow));
  await saveResults(tx, taken);
  const outcomes = turns.flatMap((turn) => turn.rowOutcomes).filter(({ uploadId }) => uploadId !== rowsStoredWith);
  await keepSecondResults(
    tx,
    turns.flatMap((turn) => turn.secondResults),
  );
  const rowKey = { upload_id: 'uuid', row: 'int' };
  await updateRows(
    tx,
    'upload_rows',
    rowKey,
    rowColumns,
    outcomes.map((outcome) => outcomeRow(outcome, tx.recordedAt)),
  );
}

// One version may be effective: the old one steps down before the new one is written.
async function saveResults(tx: Tx, taken: readonly Taken[]): Promise<void> {
  const known = (before: LabTube, version: number): boolean => version <= (before.effective?.version ?? 0);
  const all = taken.flatMap(({ before, turn }) =>
    [...turn.results.values()].map((result) => ({ result, isKnown: known(before, result.version) })),
  );
  const changes = all.filter(({ isKnown }) => isKnown).map(({ result }) => resultChangeRow(result));
  await updateRows(tx, 'results', { tube_id: 'text', version: 'int' }, resultChanges, changes);
  const news = all.filter(({ isKnown }) => !isKnown).map(({ result }) => resultRow(result));
  await insertRows(tx, 'results', resultColumns, news);
}

// Hearing that a tube was sealed changes what is expected of it and nothing that the laboratory decides.
const hasOwnChange = ({ before, turn: { tube } }: Taken): boolean =>
  before.state !== tube.state ||
  before.handed !== tube.handed ||
  before.receivedAt !== tube.receivedAt ||
  before.custody !== tube.custody ||
  before.resultSequence !== tube.resultSequence ||
  before.detectionSequence !== tube.detectionSequence;

function tubeRow({ turn: { tube } }: Taken, changedAt: Date): Record<string, unknown> {
  return {
    tube_id: tube.tubeId,
    state: tube.state,
    lab_code: tube.handed?.labCode,
    batch_id: tube.handed?.batchId,
    received_at: tube.receivedAt,
    custody_seq: tube.custody?.seq,
    custody_hash: tube.custody?.hash,
    result_sequence: tube.resultSequence,
    detection_sequence: tube.detectionSequence,
    changed_at: changedAt,
  };
}

function expectedRow({ turn: { tube } }: Taken, recordedAt: Date): Record<string, unknown> {
  const { tubeId, sealed, handed } = tube;
  return { ...sealedColumns(sealed), ...handedColumns(handed), tube_id: tubeId, recorded_at: recordedAt };
}

const sealedColumns = (sealed: LabTube['sealed']): Record<string, unknown> =>
  sealed === undefined
    ? {}
    : {
        campaign_id: sealed.campaignId,
        round_id: sealed.roundId,
        site_code: sealed.siteCode,
        purpose: sealed.purpose,
        order_id: sealed.orderId,
        members: packMembers(sealed.members),
        sampled_at: sealed.sampledAt,
      };

const handedColumns = (handed: LabTube['handed']): Record<string, unknown> =>
  handed === undefined
    ? {}
    : {
        batch_id: handed.batchId,
        handed_campaign_id: handed.campaignId,
        handed_site_code: handed.siteCode,
        lab_code: handed.labCode,
        specimens: handed.specimens,
        handed_custody_seq: handed.custodySeq,
        handed_custody_hash: handed.custodyHash,
      };

function actRow(act: BenchAct): Record<string, unknown> {
  return {
    id: act.id,
    tube_id: act.tubeId,
    lab_code: act.labCode,
    kind: act.kind,
    batch_id: act.batchId,
    reason: act.reason,
    note: act.note,
    actor: act.actor,
    device_id: act.deviceId,
    captured_at: act.capturedAt,
    recorded_at: act.recordedAt,
    state: act.state,
  };
}

function custodyRow({ entry, hash }: ChainedEntry): Record<string, unknown> {
  return {
    tube_id: entry.tubeId,
    seq: entry.seq,
    step: entry.step,
    actor: entry.actor,
    device_id: entry.deviceId,
    place: entry.place,
    reason: entry.reason,
    captured_at: entry.capturedAt,
    recorded_at: entry.recordedAt,
    detail: entry.detail,
    hash,
  };
}

function resultChangeRow(result: TubeResult): Record<string, unknown> {
  return {
    tube_id: result.tubeId,
    version: result.version,
    effective: result.isEffective,
    status: result.status,
    gate: result.gate,
    confirmed_by_upload_id: result.confirmedByUploadId,
    released_by: result.releasedBy,
    released_at: result.releasedAt,
  };
}

function resultRow(result: TubeResult): Record<string, unknown> {
  return {
    ...resultChangeRow(result),
    supersedes: result.supersedes,
    finding: result.finding,
    lab_code: result.labCode,
    upload_id: result.uploadId,
    row: result.row,
    tested_at: result.testedAt,
    policy_version: result.policyVersion,
    uploaded_by: result.uploadedBy,
    recorded_by: result.recordedBy,
    device_id: result.deviceId,
    reason: result.reason,
    captured_at: result.capturedAt,
    recorded_at: result.recordedAt,
  };
}

function outcomeRow({ uploadId, row, outcome, fault, resultVersion }: RowOutcome, at: Date): Record<string, unknown> {
  const code = outcome === 'accepted' ? undefined : fault?.code;
  const columns = { outcome, code, code_column: fault?.column, result_version: resultVersion, settled_at: at };
  return { upload_id: uploadId, row, ...columns };
}
