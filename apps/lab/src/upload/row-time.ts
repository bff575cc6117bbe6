import type { TubeRow } from '../tube/tube.js';

/** In: a row, the moment. Out: when the test was; without a readable time that has come, the upload is the latest it can have been. */
export function testedAtOf({ row, recordedAt }: TubeRow, now: Date): Date {
  const written = row.testedAt;
  if (written === undefined || written === 'unreadable') return recordedAt;
  return written.at > now ? now : written.at;
}
