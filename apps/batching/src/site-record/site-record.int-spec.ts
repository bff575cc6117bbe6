import { randomUUID } from 'node:crypto';
import { TubeVoidedV1 } from '@lib/contracts/events/batching/tube-voided.v1';
import { emit, messagingMigrations, Outbox } from '@lib/messaging';
import { Database, systemIds } from '@lib/platform';
import { namespacedPostgres, storeConformance } from '@lib/testing';
import { batchingMigrations } from '../../migrations/index.js';
import { BatchEntity } from '../batch/batch.entity.js';
import { type DeviceRecord, recordId, type SiteRow, type SiteState, stateOf } from './site-record.js';
import { siteRecordSource, SiteRecordStore } from './site-record.store.js';

// The suite asks for a change that can be made again and again: a device's cursor, with a fact under the device's id.
storeConformance<SiteState, SiteRow>('site record', async () => {
  const postgres = await namespacedPostgres('batching');
  const database = await Database.open({
    app: 'batching',
    schema: 'batching',
    url: postgres.url,
    migrations: [...messagingMigrations, ...batchingMigrations],
    entities: [BatchEntity],
  });
  const outbox = new Outbox('batching', { ring: () => undefined }, systemIds);
  const make = () => new SiteRecordStore(database, outbox, siteRecordSource);
  return {
    database,
    store: make(),
    twin: make(),
    freshId: () => recordId.device(randomUUID()),
    next: (id, states) => {
      const lastSeq = (stateOf(states, 'device', id)?.cursor.lastSeq ?? 0) + 1;
      const device: DeviceRecord = {
        kind: 'device',
        cursor: { deviceId: id.slice('device '.length), lastSeq, rollingHash: 'ab'.repeat(32) },
        campaignId: TubeVoidedV1.example.campaignId,
        siteCode: TubeVoidedV1.example.siteCode,
        actor: 'sampler-1',
        fresh: { exceptions: [], undone: [] },
      };
      const content = TubeVoidedV1.shape.parse(TubeVoidedV1.example);
      return {
        states: new Map([[id, device]]),
        events: [emit(TubeVoidedV1, content, { key: id, sequence: lastSeq })],
        answer: lastSeq,
      };
    },
    stored: async (id) => {
      const sql = 'select last_seq from device_cursors where device_id = $1';
      return (await database.query(sql, [id.slice('device '.length)]))[0];
    },
    close: async () => {
      await database.close();
      await postgres.drop();
    },
  };
});
