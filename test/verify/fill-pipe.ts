import type pg from 'pg';
import { subscriptions } from '../../apps/bulou/src/verify/subscriptions.js';
import * as campaign from './healthy-campaign.js';
import { allTubes, tubes } from './healthy-campaign.js';
import { insert } from './rooms.js';

const { ago, batchId, campaignId, siteCode } = campaign;
const alarms = [tubes.detected, tubes.verifies];

interface Told {
  readonly schema: string;
  readonly type: string;
  readonly aggregate: string;
  readonly key: string;
  readonly payload: object;
}

const sealed = allTubes.filter((one) => one.end !== 'void');

/** A few facts of every kind of key: enough for the pipe to be right or wrong about. */
const told: readonly Told[] = [
  {
    schema: 'registration',
    type: 'registration.campaign-opened.v1',
    aggregate: 'campaign',
    key: campaignId,
    payload: {},
  },
  ...sealed.map((one) => ({
    schema: 'batching',
    type: 'batching.tube-sealed.v1',
    aggregate: 'tube',
    key: one.tubeId,
    payload: { tubeId: one.tubeId, sealDigest: campaign.sealOf(one) },
  })),
  {
    schema: 'batching',
    type: 'batching.batch-handed-over.v1',
    aggregate: 'batch',
    key: batchId,
    payload: {
      siteCode,
      tubes: sealed.filter((one) => one.end !== 'waiting').map(({ tubeId }) => ({ tubeId, specimens: 1 })),
    },
  },
  ...sealed
    .filter((one) => one.finding !== undefined)
    .flatMap((one) =>
      ['lab.result-recorded.v1', 'lab.result-released.v1'].map((type) => ({
        schema: 'lab',
        type,
        aggregate: 'result',
        key: one.tubeId,
        payload: { tubeId: one.tubeId },
      })),
    ),
  ...alarms.map((one) => ({
    schema: 'lab',
    type: 'lab.detection-raised.v1',
    aggregate: 'detection',
    key: one.tubeId,
    payload: { tubeId: one.tubeId },
  })),
];

/** Facts in the outboxes, all sent, and in the inboxes of all who hear them. */
export async function fillPipe(client: pg.Client): Promise<void> {
  const sequences = new Map<string, number>();
  const rows = told.map((fact, index) => {
    const name = `${fact.aggregate} ${fact.key}`;
    const sequence = (sequences.get(name) ?? 0) + 1;
    sequences.set(name, sequence);
    return {
      schema: fact.schema,
      row: {
        id: campaign.uuid(7, index + 1),
        aggregatetype: fact.aggregate,
        aggregateid: fact.key,
        aggregate_version: sequence,
        type: fact.type,
        payload: { campaignId, ...fact.payload },
        headers: {},
        recorded_at: ago(50),
        published_at: ago(50),
      },
    };
  });
  for (const [schema, own] of Map.groupBy(rows, (one) => one.schema)) {
    await insert(
      client,
      `${schema}.outbox`,
      own.map(({ row }) => row),
    );
  }
  for (const [app, types] of Object.entries(subscriptions)) {
    const heard = rows.filter(({ row }) => types.includes(row.type));
    const consumer = (type: string) => (type.startsWith('lab.detection') ? `${app}-urgent` : app);
    await insert(
      client,
      `${app.replaceAll('-', '_')}.inbox`,
      heard.map(({ row }) => ({ consumer: consumer(row.type), event_id: row.id, applied_at: ago(49) })),
    );
  }
}
