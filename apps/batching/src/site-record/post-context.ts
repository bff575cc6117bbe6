import type { JournalAnswer } from '@lib/contracts/http/batching/journal';
import type { Tx } from '@lib/platform';
import type { SubjectKind } from '@lib/vocabulary';
import type { PostContext } from '../take-journal/device.js';
import type { KnownCampaign } from '../tube/known-campaign.js';
import type { UndoneScan } from '../tube/tube.js';
import type { DeviceRecord, PostId } from './site-record.js';

/** What is known around these POSTs. What was recorded before is read for those only that repeat a number. */
export async function loadContexts(
  tx: Tx,
  posts: readonly PostId[],
  devices: ReadonlyMap<string, DeviceRecord>,
): Promise<PostContext[]> {
  if (posts.length === 0) return [];
  const campaigns = await campaignsOf(tx, [...new Set(posts.map(({ campaignId }) => campaignId))]);
  const repeating = posts.filter(({ deviceId, firstSeq }) => {
    const cursor = devices.get(deviceId)?.cursor;
    return cursor !== undefined && firstSeq <= cursor.lastSeq;
  });
  const exceptions = await exceptionsOf(tx, repeating);
  const undone = await undoneOf(tx, repeating);
  return posts.map(({ deviceId, campaignId }) => ({
    campaign: campaigns.get(campaignId),
    exceptions: exceptions.filter((exception) => exception.deviceId === deviceId),
    undone: undone.filter(({ scan, undo }) => scan.deviceId === deviceId || undo.deviceId === deviceId),
  }));
}

interface CampaignRow {
  readonly campaign_id: string;
  readonly kind: KnownCampaign['kind'];
  readonly policy_version: number | null;
  readonly tube_capacities: number[] | null;
  readonly closed_rounds: { round_id: string; closed_ms: number }[];
}

async function campaignsOf(tx: Tx, campaignIds: readonly string[]): Promise<Map<string, KnownCampaign>> {
  const { rows } = await tx.prepared<CampaignRow>(
    `select wanted.campaign_id, campaign.kind, campaign.policy_version, campaign.tube_capacities,
            (select coalesce(jsonb_agg(jsonb_build_object('round_id', round_id, 'closed_ms', extract(epoch from closed_at) * 1000)), '[]')
               from known_rounds as round
              where round.campaign_id = wanted.campaign_id and closed_at is not null) as closed_rounds
       from unnest($1::uuid[]) as wanted(campaign_id)
       left join known_campaigns as campaign using (campaign_id)`,
    [campaignIds],
  );
  return new Map(
    rows.map((row) => [
      row.campaign_id,
      {
        campaignId: row.campaign_id,
        kind: row.kind,
        policyVersion: row.policy_version,
        tubeCapacities: row.tube_capacities,
        rounds: row.closed_rounds.map((round) => ({
          roundId: round.round_id,
          closedAt: new Date(Number(round.closed_ms)),
        })),
      },
    ]),
  );
}

type KnownException = PostContext['exceptions'][number] & { readonly deviceId: string };

async function exceptionsOf(tx: Tx, posts: readonly PostId[]): Promise<KnownException[]> {
  if (posts.length === 0) return [];
  const { rows } = await tx.prepared<{ device_id: string; seq: number; fingerprint: Buffer; answer: JournalAnswer }>(
    `select distinct stored.device_id, stored.seq, stored.fingerprint, stored.answer
       from ${repeatedNumbers} join journal_exceptions as stored
         on stored.device_id = post.device_id and stored.seq between post.first_seq and post.last_seq`,
    numbersOf(posts),
  );
  return rows.map(({ device_id, seq, fingerprint, answer }) => ({
    deviceId: device_id,
    seq,
    fingerprint: fingerprint.toString('hex'),
    answer,
  }));
}

interface UndoneRow {
  readonly tube_id: string;
  readonly device_id: string;
  readonly device_seq: number;
  readonly position: number;
  readonly subject_kind: SubjectKind;
  readonly subject_id: string;
  readonly actor: string;
  readonly captured_at: Date;
  readonly recorded_at: Date;
  readonly undone_by: string;
  readonly undone_device_id: string;
  readonly undone_device_seq: number;
  readonly undone_captured_at: Date;
  readonly undone_at: Date;
}

async function undoneOf(tx: Tx, posts: readonly PostId[]): Promise<UndoneScan[]> {
  if (posts.length === 0) return [];
  const { rows } = await tx.prepared<UndoneRow>(
    `select stored.* from ${repeatedNumbers} join undone_scans as stored
         on stored.device_id = post.device_id and stored.device_seq between post.first_seq and post.last_seq
      union
     select stored.* from ${repeatedNumbers} join undone_scans as stored
         on stored.undone_device_id = post.device_id and stored.undone_device_seq between post.first_seq and post.last_seq`,
    numbersOf(posts),
  );
  return rows.map((row) => ({
    tubeId: row.tube_id,
    scan: {
      position: row.position,
      subjectKind: row.subject_kind,
      subjectId: row.subject_id,
      actor: row.actor,
      deviceId: row.device_id,
      deviceSeq: row.device_seq,
      capturedAt: row.captured_at,
      recordedAt: row.recorded_at,
    },
    undo: {
      actor: row.undone_by,
      deviceId: row.undone_device_id,
      deviceSeq: row.undone_device_seq,
      capturedAt: row.undone_captured_at,
      recordedAt: row.undone_at,
    },
  }));
}

const repeatedNumbers = 'unnest($1::uuid[], $2::int[], $3::int[]) as post(device_id, first_seq, last_seq)';

const numbersOf = (posts: readonly PostId[]): unknown[] => [
  posts.map(({ deviceId }) => deviceId),
  posts.map(({ firstSeq }) => firstSeq),
  posts.map(({ lastSeq }) => lastSeq),
];
