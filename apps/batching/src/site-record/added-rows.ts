import { insertRows, type Tx } from '@lib/platform';
import type { SiteRow } from './site-record.js';

type Added<T extends SiteRow['table']> = Extract<SiteRow, { table: T }>;

const of = <T extends SiteRow['table']>(table: T, rows: readonly SiteRow[]): Added<T>[] =>
  rows.filter((row): row is Added<T> => row.table === table);

/** Appends what is never changed again: custody, undone scans, exceptions of journals, tubes to be filed. */
export async function saveAddedRows(tx: Tx, rows: readonly SiteRow[]): Promise<void> {
  await insertRows(tx, 'custody_entries', custodyColumns, of('custody', rows).map(custodyValues));
  await insertRows(tx, 'undone_scans', undoneColumns, of('undone', rows).map(undoneValues));
  await insertRows(tx, 'journal_exceptions', exceptionColumns, of('exception', rows).map(exceptionValues), {
    onConflict: '(device_id, seq, fingerprint) do nothing',
  });
  const toFile = of('to-file', rows).map(({ tubeId }) => ({ tube_id: tubeId, recorded_at: tx.recordedAt }));
  await insertRows(tx, 'tubes_to_file', { tube_id: 'text', recorded_at: 'timestamptz' }, toFile);
}

const custodyColumns = {
  tube_id: 'text',
  seq: 'int',
  step: 'text',
  actor: 'text',
  device_id: 'uuid',
  place: 'text',
  reason: 'text',
  captured_at: 'timestamptz',
  recorded_at: 'timestamptz',
  detail: 'jsonb',
  hash: 'bytea',
};

const custodyValues = ({ link: { entry, hash } }: Added<'custody'>): Record<string, unknown> => ({
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
  hash: Buffer.from(hash, 'hex'),
});

const undoneColumns = {
  tube_id: 'text',
  device_id: 'uuid',
  device_seq: 'int',
  position: 'smallint',
  subject_kind: 'text',
  subject_id: 'uuid',
  actor: 'text',
  captured_at: 'timestamptz',
  recorded_at: 'timestamptz',
  undone_by: 'text',
  undone_device_id: 'uuid',
  undone_device_seq: 'int',
  undone_captured_at: 'timestamptz',
  undone_at: 'timestamptz',
};

const undoneValues = ({ undone: { tubeId, scan, undo } }: Added<'undone'>): Record<string, unknown> => ({
  tube_id: tubeId,
  device_id: scan.deviceId,
  device_seq: scan.deviceSeq,
  position: scan.position,
  subject_kind: scan.subjectKind,
  subject_id: scan.subjectId,
  actor: scan.actor,
  captured_at: scan.capturedAt,
  recorded_at: scan.recordedAt,
  undone_by: undo.actor,
  undone_device_id: undo.deviceId,
  undone_device_seq: undo.deviceSeq,
  undone_captured_at: undo.capturedAt,
  undone_at: undo.recordedAt,
});

const exceptionColumns = {
  device_id: 'uuid',
  seq: 'int',
  fingerprint: 'bytea',
  campaign_id: 'uuid',
  site_code: 'text',
  actor: 'text',
  kind: 'text',
  tube_id: 'text',
  subject_kind: 'text',
  subject_id: 'uuid',
  outcome: 'text',
  reason: 'text',
  answer: 'jsonb',
  captured_at: 'timestamptz',
  recorded_at: 'timestamptz',
};

const exceptionValues = ({ exception }: Added<'exception'>): Record<string, unknown> => ({
  device_id: exception.deviceId,
  seq: exception.seq,
  fingerprint: Buffer.from(exception.fingerprint, 'hex'),
  campaign_id: exception.campaignId,
  site_code: exception.siteCode,
  actor: exception.actor,
  kind: exception.kind,
  tube_id: exception.tubeId,
  subject_kind: exception.subjectKind,
  subject_id: exception.subjectId,
  outcome: exception.answer.outcome,
  reason: exception.answer.code,
  answer: exception.answer,
  captured_at: exception.capturedAt,
  recorded_at: exception.recordedAt,
});
