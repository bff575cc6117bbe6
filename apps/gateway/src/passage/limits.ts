import type { RouteContract } from '@lib/contracts/route';
import { limits } from '@lib/platform';
import type { Upstream } from './upstreams.js';

/** What a request takes up on the line to its room: streams and files are counted apart from everything else. */
export type Place = 'call' | 'file' | 'stream';

/** How much of one room may be in use at once. */
export interface Budget {
  /** Requests under way; one more is answered BUSY. */
  readonly inFlightMax: number;
  /** Files under way: a laboratory on a poor line takes minutes, and must not take the place of a reading (reliability T3). */
  readonly filesMax: number;
  /** Open streams, counted apart so that walls never take a scanner's place. */
  readonly streamsMax: number;
}

/**
 * Each room has its own budget: a storm of residents on the result desk leaves the sites' journal alone (reliability
 * A2: the read path shared resources with the write path; R5). Numbers: what two cores answer within a second
 * (journal about 1 ms, a reading 2 to 4 ms), so that a request that is let in is answered rather than queued.
 */
export const budgets: Readonly<Record<Upstream, Budget>> = {
  registration: { inFlightMax: 128, filesMax: 8, streamsMax: 16 },
  batching: { inFlightMax: 256, filesMax: 1, streamsMax: 16 },
  lab: { inFlightMax: 64, filesMax: 32, streamsMax: 64 },
  notification: { inFlightMax: 32, filesMax: 1, streamsMax: 16 },
  isolation: { inFlightMax: 64, filesMax: 1, streamsMax: 64 },
  'command-centre': { inFlightMax: 64, filesMax: 1, streamsMax: 500 },
  'result-desk': { inFlightMax: 256, filesMax: 1, streamsMax: 16 },
};

/** Time limits of one kind of passage, in milliseconds. */
export interface Timing {
  /** From the request until the first byte of the answer. */
  readonly answerMsMax: number;
  /** Between two bytes of the answer. */
  readonly silenceMsMax: number;
}

/**
 * A room gives up a statement after 10 s, so an answer to a command that takes longer will not come. Three heartbeats
 * of 15 s missed are a stream that died.
 */
export const timings = {
  read: { answerMsMax: limits.lineRead.value, silenceMsMax: limits.lineRead.value },
  command: { answerMsMax: limits.lineCommand.value, silenceMsMax: limits.lineCommand.value },
  file: { answerMsMax: limits.lineFile.value, silenceMsMax: limits.lineFileSilence.value },
  stream: { answerMsMax: limits.lineRead.value, silenceMsMax: limits.lineStreamSilence.value },
} as const satisfies Record<string, Timing>;

export type Timings = Readonly<Record<keyof typeof timings, Timing>>;

/** How long the body of a request may take, in milliseconds. */
export interface BodyTiming {
  readonly wholeMsMax: number;
  readonly silenceMsMax: number;
}

/**
 * The largest journal, 256 KB, takes 32 s at 64 kbit/s (reliability N1); until it is there it holds no place on a line.
 * Between two pieces: three round trips of 5 s on that line. A file has no end of its own but the server's 120 s.
 */
export const bodyTiming: BodyTiming = { wholeMsMax: limits.bodyWhole.value, silenceMsMax: limits.bodySilence.value };

/** Loopback or one hop in a cluster: a room that has not taken a connection by then is away. */
export const connectMsMax = limits.lineConnect.value;

/** Below the 65 s for which rooms keep a connection, so that none is used while it is being closed. */
export const keepAliveMs = limits.lineKeepAlive.value;

/** What a request of this route takes up on the line to its room. */
export const placeOf = ({ isStream, takesFile }: RouteContract): Place =>
  isStream === true ? 'stream' : takesFile === true ? 'file' : 'call';

/** Which time limits hold for a route. */
export function kindOf(contract: RouteContract): keyof typeof timings {
  if (contract.isStream === true) return 'stream';
  if (contract.takesFile === true) return 'file';
  return contract.method === 'GET' ? 'read' : 'command';
}
