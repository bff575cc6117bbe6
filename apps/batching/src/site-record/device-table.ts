import { insertRows, type Tx } from '@lib/platform';
import type { DeviceRecord } from './site-record.js';

interface CursorRow {
  readonly device_id: string;
  readonly last_seq: number;
  readonly rolling_hash: Buffer;
  readonly campaign_id: string;
  readonly site_code: string;
  readonly actor: string;
}

/** Reads and locks the cursors of these devices; a device that never sent anything is left out. */
export async function loadDevices(tx: Tx, deviceIds: readonly string[]): Promise<Map<string, DeviceRecord>> {
  if (deviceIds.length === 0) return new Map();
  const { rows } = await tx.prepared<CursorRow>(
    'select * from device_cursors where device_id = any($1::uuid[]) order by device_id for update',
    [deviceIds],
  );
  return new Map(
    rows.map((row) => [
      row.device_id,
      {
        kind: 'device',
        cursor: {
          deviceId: row.device_id,
          lastSeq: row.last_seq,
          rollingHash: row.rolling_hash.toString('hex'),
        },
        campaignId: row.campaign_id,
        siteCode: row.site_code,
        actor: row.actor,
        fresh: { exceptions: [], undone: [] },
      },
    ]),
  );
}

const columns = {
  device_id: 'uuid',
  last_seq: 'int',
  rolling_hash: 'bytea',
  campaign_id: 'uuid',
  site_code: 'text',
  actor: 'text',
  recorded_at: 'timestamptz',
};

/** Moves cursors on. A cursor never goes back, whatever the caller believes. */
export async function saveDevices(tx: Tx, records: readonly DeviceRecord[]): Promise<void> {
  const rows = records.map(({ cursor, campaignId, siteCode, actor }) => ({
    device_id: cursor.deviceId,
    last_seq: cursor.lastSeq,
    rolling_hash: Buffer.from(cursor.rollingHash, 'hex'),
    campaign_id: campaignId,
    site_code: siteCode,
    actor,
    recorded_at: tx.recordedAt,
  }));
  const changed = Object.keys(columns).filter((name) => name !== 'device_id');
  const set = changed.map((name) => `${name} = excluded.${name}`).join(', ');
  const written = await insertRows(tx, 'device_cursors', columns, rows, {
    onConflict: `(device_id) do update set ${set} where device_cursors.last_seq <= excluded.last_seq`,
    returning: ['device_id'],
  });
  if (written.length !== rows.length) throw new Error('a device cursor was about to go back');
}
