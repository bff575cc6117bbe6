import { systemIds } from '@lib/platform';
import { chunksOf, inLanes } from '../outside/lanes.js';
import { readList } from '../outside/read-list.js';
import { until } from '../outside/until.js';
import { siteManagerOf, technicianOf } from './callers.js';
import { labOfSite, type PracticeRound } from './practice-round.js';
import type { TubeFate } from './round-plan.js';

export interface SealedTube {
  readonly tubeId: string;
  readonly siteCode: string;
  readonly fate: TubeFate;
}

export interface Box {
  readonly batchId: string;
  readonly siteCode: string;
  readonly labCode: string;
  readonly tubes: readonly SealedTube[];
}

const tubesPerBox = 50;

async function shipBox(
  round: PracticeRound,
  siteCode: string,
  tubes: readonly SealedTube[],
  part: number,
): Promise<Box> {
  const batchId = systemIds.uuid7();
  const labCode = labOfSite(round, siteCode);
  const manager = siteManagerOf(siteCode);
  const post = <T>(path: string, json: unknown) =>
    round.client.ask<T>(manager, { method: 'POST', path: `/api/batching/v1${path}`, json });
  await post('/batches', { batchId, campaignId: round.campaignId, labCode });
  const packed = await post<{ refused: unknown[] }>(`/batches/${batchId}/tubes`, {
    tubeIds: tubes.map((tube) => tube.tubeId),
  });
  if (packed.refused.length > 0) throw new Error(`box ${batchId}: ${JSON.stringify(packed.refused[0])}`);
  await post(`/batches/${batchId}/hand-over`, {
    tubesCounted: tubes.length,
    sealNumber: `S-${batchId.slice(-8)}`,
    takenOverBy: `courier-${siteCode}`,
    capturedAt: round.day.at(part),
  });
  return { batchId, siteCode, labCode, tubes };
}

/** Packs the sealed tubes of every site into boxes and hands them over to the couriers. */
export async function shipBoxes(round: PracticeRound, tubes: readonly SealedTube[], part: number): Promise<Box[]> {
  const bySite = Map.groupBy(tubes, (tube) => tube.siteCode);
  const loads = [...bySite].flatMap(([siteCode, own]) =>
    chunksOf(own, tubesPerBox).map((load) => ({ siteCode, load })),
  );
  return inLanes(loads, 6, ({ siteCode, load }) => shipBox(round, siteCode, load, part));
}

/** Counts boxes at the laboratories: lost tubes are not there, leaking ones are refused at the bench. */
export async function receiveBoxes(round: PracticeRound, boxes: readonly Box[], part: number): Promise<void> {
  await inLanes(boxes, 6, async ({ batchId, labCode, tubes }) => {
    const leaking = tubes.filter((tube) => tube.fate === 'leaking');
    const received = tubes.filter((tube) => tube.fate !== 'lost' && tube.fate !== 'leaking');
    await round.client.ask(technicianOf(labCode), {
      method: 'POST',
      path: '/api/lab/v1/arrivals',
      json: {
        batchId,
        received: received.map((tube) => tube.tubeId),
        rejected: leaking.map((tube) => ({ tubeId: tube.tubeId, reason: 'leaking' })),
        capturedAt: round.day.at(part),
      },
    });
  });
  await inLanes([...Map.groupBy(boxes, (box) => box.labCode)], 2, ([labCode, own]) => untilKnown(round, labCode, own));
}

/** A count may overtake the manifest, when a room was away; the bench begins once its list shows what it has counted. */
async function untilKnown(round: PracticeRound, labCode: string, boxes: readonly Box[]): Promise<void> {
  const counted = boxes.flatMap(({ tubes }) => tubes.filter(({ fate }) => fate !== 'lost' && fate !== 'leaking'));
  await until(`${labCode} knows the tubes that it has counted`, 120, async () => {
    const path = '/api/lab/v1/waiting-tubes';
    const waiting = await readList<{ tubeId: string }>(round.client, technicianOf(labCode), path, 'tubes');
    const known = new Set(waiting.map(({ tubeId }) => tubeId));
    return counted.every(({ tubeId }) => known.has(tubeId)) ? true : undefined;
  });
}
