import { insertRows, type Tx, updateRows } from '@lib/platform';
import type { Member, Tube } from '../tube/tube.js';
import type { TubeRecord } from './site-record.js';
import {
  closingColumns,
  closingValues,
  fillingColumns,
  fillingValues,
  openingColumns,
  openingValues,
  type TubeRow,
  tubeOf,
} from './tube-row.js';

/** Reads and locks these tubes with their specimens; one that does not exist is left out. */
export async function loadTubes(tx: Tx, tubeIds: readonly string[]): Promise<TubeRecord[]> {
  if (tubeIds.length === 0) return [];
  const { rows } = await tx.prepared<TubeRow>(
    'select * from tubes where tube_id = any($1::text[]) order by tube_id for update',
    [tubeIds],
  );
  const open = await openMembersOf(
    tx,
    rows.filter((row) => row.state === 'opened' && row.specimens > 0).map((row) => row.tube_id),
  );
  return rows.map((row) => {
    const openRows = open.get(row.tube_id) ?? [];
    return { kind: 'tube', tube: tubeOf(row, openRows), isStored: true, openRows };
  });
}

/** Writes tubes in five statements at most, however many there are. */
export async function saveTubes(tx: Tx, records: readonly TubeRecord[]): Promise<void> {
  const added = records.filter(({ isStored }) => !isStored).map(({ tube }) => tube);
  const kept = records.filter(({ isStored }) => isStored).map(({ tube }) => tube);
  const [filling, closed] = [
    kept.filter(({ state }) => state === 'opened'),
    kept.filter(({ state }) => state !== 'opened'),
  ];
  await insertRows(
    tx,
    'tubes',
    { ...openingColumns, ...closingColumns },
    added.map((tube) => ({ ...openingValues(tube), ...closingValues(tube) })),
  );
  const key = { tube_id: 'text' };
  const keyed = (values: (tube: Tube) => object) => (tube: Tube) => ({ tube_id: tube.tubeId, ...values(tube) });
  await updateRows(tx, 'tubes', key, fillingColumns, filling.map(keyed(fillingValues)));
  await updateRows(tx, 'tubes', key, closingColumns, closed.map(keyed(closingValues)));
  await saveOpenMembers(tx, records);
}

interface OpenMemberRow {
  readonly tube_id: string;
  readonly subject_id: string;
  readonly position: number;
  readonly subject_kind: Member['subjectKind'];
  readonly actor: string;
  readonly device_id: string;
  readonly device_seq: number;
  readonly captured_at: Date;
  readonly recorded_at: Date;
}

const openMemberColumns = {
  tube_id: 'text',
  subject_id: 'uuid',
  position: 'smallint',
  subject_kind: 'text',
  actor: 'text',
  device_id: 'uuid',
  device_seq: 'int',
  captured_at: 'timestamptz',
  recorded_at: 'timestamptz',
};

async function openMembersOf(tx: Tx, tubeIds: readonly string[]): Promise<Map<string, Member[]>> {
  const members = new Map<string, Member[]>(tubeIds.map((tubeId) => [tubeId, []]));
  if (tubeIds.length === 0) return members;
  const { rows } = await tx.prepared<OpenMemberRow>(
    'select * from open_members where tube_id = any($1::text[]) order by tube_id, position',
    [tubeIds],
  );
  for (const row of rows) {
    members.get(row.tube_id)?.push({
      position: row.position,
      subjectKind: row.subject_kind,
      subjectId: row.subject_id,
      actor: row.actor,
      deviceId: row.device_id,
      deviceSeq: row.device_seq,
      capturedAt: row.captured_at,
      recordedAt: row.recorded_at,
    });
  }
  return members;
}

// A tube that is opened, filled and sealed by one POST never touches this table: only the difference is written.
async function saveOpenMembers(tx: Tx, records: readonly TubeRecord[]): Promise<void> {
  const gone: { tube_id: string; subject_id: string }[] = [];
  const come: Record<string, unknown>[] = [];
  for (const { tube, openRows } of records) {
    const wanted = new Set(tube.state === 'opened' ? tube.members : []);
    const stored = new Set(openRows);
    for (const member of openRows) {
      if (!wanted.has(member)) gone.push({ tube_id: tube.tubeId, subject_id: member.subjectId });
    }
    for (const member of wanted) if (!stored.has(member)) come.push(openMemberValues(tube.tubeId, member));
  }
  if (gone.length > 0) {
    await tx.execute(
      `delete from open_members as stored using unnest($1::text[], $2::uuid[]) as gone(tube_id, subject_id)
        where stored.tube_id = gone.tube_id and stored.subject_id = gone.subject_id`,
      [gone.map(({ tube_id }) => tube_id), gone.map(({ subject_id }) => subject_id)],
    );
  }
  await insertRows(tx, 'open_members', openMemberColumns, come);
}

function openMemberValues(tubeId: string, member: Member): Record<string, unknown> {
  return {
    tube_id: tubeId,
    subject_id: member.subjectId,
    position: member.position,
    subject_kind: member.subjectKind,
    actor: member.actor,
    device_id: member.deviceId,
    device_seq: member.deviceSeq,
    captured_at: member.capturedAt,
    recorded_at: member.recordedAt,
  };
}
