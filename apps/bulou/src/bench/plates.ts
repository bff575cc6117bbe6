import { setTimeout as pause } from 'node:timers/promises';
import { systemClock, systemIds } from '@lib/platform';
import { siteManagerOf, supervisorOf, technicianOf } from '../demo/callers.js';
import type { BenchRound } from './bench-round.js';

const knownSecondsMax = 60;

export interface UploadAnswer {
  readonly job: string;
  readonly rows: number;
  readonly accepted: number;
  readonly held: number;
  readonly errors: readonly unknown[];
}

const plateHead = '试管编号,检测结果,ORF1ab Ct,N Ct,内标 Ct,检测时间';

/** Time as a cycler's export prints it: local, without zone. */
const localTime = () =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' }).format(
    systemClock.now(),
  );

/** One box from the site's table to the laboratory's shelf: packed, handed over, counted. */
export async function shipBox(
  { client, campaignId }: BenchRound,
  siteCode: string,
  labCode: string,
  tubeIds: readonly string[],
): Promise<void> {
  const batchId = systemIds.uuid7();
  const manager = siteManagerOf(siteCode);
  const capturedAt = systemClock.now().toISOString();
  const post = <T>(path: string, content: unknown) =>
    client.post<T>(manager, `/api/batching/v1${path}`, JSON.stringify(content));
  await post('/batches', { batchId, campaignId, labCode });
  const { refused } = await post<{ refused: unknown[] }>(`/batches/${batchId}/tubes`, { tubeIds });
  if (refused.length > 0) throw new Error(`a box of the bench: ${JSON.stringify(refused[0])}`);
  const takenOverBy = `courier-${siteCode}`;
  const sealNumber = `S-${batchId.slice(-8)}`;
  await post(`/batches/${batchId}/hand-over`, { tubesCounted: tubeIds.length, sealNumber, takenOverBy, capturedAt });
  const arrival = JSON.stringify({ batchId, received: tubeIds, rejected: [], capturedAt });
  await client.post(technicianOf(labCode), '/api/lab/v1/arrivals', arrival);
}

/**
 * Sends the sheet of a plate. Out, once every row of it has landed: the upload.
 * @param isDetected which tubes the cycler found something in
 */
export async function sendPlate(
  { client }: BenchRound,
  labCode: string,
  tubeIds: readonly string[],
  isDetected: (tubeId: string) => boolean,
): Promise<UploadAnswer> {
  const at = localTime();
  const rowOf = (tubeId: string) =>
    isDetected(tubeId)
      ? `${tubeId},检出,25.10,26.20,27.00,${at}`
      : `${tubeId},未检出,Undetermined,Undetermined,27.00,${at}`;
  const file = `${[plateHead, ...tubeIds.map(rowOf)].join('\r\n')}\r\n`;
  const answer = await client.post<UploadAnswer>(technicianOf(labCode), '/api/lab/v1/uploads', file, 'text/csv');
  if (answer.accepted + answer.held !== tubeIds.length)
    throw new Error(`a plate of the bench: ${JSON.stringify(answer.errors[0])}`);
  return answer.held > 0 ? untilAccepted(client, labCode, answer) : answer;
}

export async function releasePlate({ client }: BenchRound, labCode: string, job: string): Promise<void> {
  const content = JSON.stringify({ capturedAt: systemClock.now().toISOString() });
  await client.post(supervisorOf(labCode), `/api/lab/v1/uploads/${job}/release`, content);
}

/** The sheet may overtake the manifest: its rows are kept, and land when the laboratory has heard of the tubes. */
async function untilAccepted(
  client: BenchRound['client'],
  labCode: string,
  { job, rows }: UploadAnswer,
): Promise<UploadAnswer> {
  const endMs = performance.now() + knownSecondsMax * 1_000;
  for (let waitMs = 100; ; waitMs = Math.min(1_000, waitMs * 1.5)) {
    await pause(waitMs);
    const now = await client.get<UploadAnswer>(technicianOf(labCode), `/api/lab/v1/uploads/${job}`);
    if (now.accepted === rows) return now;
    if (performance.now() > endMs) throw new Error(`upload ${job}: ${now.held} of ${rows} rows are still held`);
  }
}
