import { ChangeStore, Outbox, type ChangeSource } from '@lib/messaging';
import { Database, limits, type Tx } from '@lib/platform';
import type { Provider } from '@nestjs/common';
import { loadBatches, saveBatches } from '../batch/batch-row.js';
import { saveAddedRows } from './added-rows.js';
import { loadDevices, saveDevices } from './device-table.js';
import { loadContexts } from './post-context.js';
import { type PostId, recordId, type SiteRow, type SiteState, sortIds } from './site-record.js';
import { loadTubes, saveTubes } from './tube-table.js';

/**
 * The one writer of what happens at sites: tubes, specimens, device cursors, custody and boxes. They share one store,
 * because one POST changes a cursor together with its tubes, and packing changes a box together with tubes.
 */
export class SiteRecordStore extends ChangeStore<SiteState, SiteRow> {}

/** How the record is read and written; exported for the store's own law tests. */
export const siteRecordSource: ChangeSource<SiteState, SiteRow> = { name: 'site-record', load, save };

// Performance §2.4 b, d: one connection commits as much as two do. How many may wait stands in the table of limits.
const options = { connections: 1 } as const;

/** How many commands may wait, where a test brings a number of its own. */
export const SITE_COMMANDS_MAX = Symbol('site commands that may wait');

/** Gives the store to Nest. */
export const siteRecordStore: Provider = {
  provide: SiteRecordStore,
  inject: [Database, Outbox, { token: SITE_COMMANDS_MAX, optional: true }],
  useFactory: (database: Database, outbox: Outbox, maxQueue: number = limits.changeWaiting.value) =>
    new SiteRecordStore(database, outbox, { ...siteRecordSource, ...options, maxQueue }),
};

async function load(tx: Tx, ids: readonly string[]): Promise<Map<string, SiteState>> {
  const wanted = sortIds(ids);
  const states = new Map<string, SiteState>();
  const batches = await loadBatches(tx, wanted.batch);
  for (const batch of batches) states.set(recordId.batch(batch.batchId), { kind: 'batch', batch, isStored: true });
  const devices = await loadDevices(tx, wanted.device);
  for (const [deviceId, device] of devices) states.set(recordId.device(deviceId), device);
  const tubes = await loadTubes(tx, wanted.tube);
  for (const record of tubes) states.set(recordId.tube(record.tube.tubeId), record);
  const posts = wanted.post.map(postIdOf);
  const contexts = await loadContexts(tx, posts, devices);
  posts.forEach((post, index) => {
    const context = contexts[index];
    if (context) states.set(recordId.post(post), { kind: 'post', context });
  });
  return states;
}

async function save(tx: Tx, states: ReadonlyMap<string, SiteState>, rows: readonly SiteRow[]): Promise<void> {
  const all = [...states.values()];
  await saveDevices(
    tx,
    all.filter((state) => state.kind === 'device'),
  );
  await saveTubes(
    tx,
    all.filter((state) => state.kind === 'tube'),
  );
  await saveBatches(
    tx,
    all.filter((state) => state.kind === 'batch'),
  );
  await saveAddedRows(tx, rows);
}

function postIdOf(text: string): PostId {
  const [deviceId = '', firstSeq = '', lastSeq = '', campaignId = ''] = text.split(' ');
  return { deviceId, firstSeq: Number(firstSeq), lastSeq: Number(lastSeq), campaignId };
}
