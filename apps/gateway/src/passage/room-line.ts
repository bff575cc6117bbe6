import type { Readable } from 'node:stream';
import { Refusal } from '@lib/contracts/refusals';
import { type Dispatcher, errors, Pool } from 'undici';
import { type Budget, connectMsMax, keepAliveMs, type Place, type Timing } from './limits.js';
import type { Upstream } from './upstreams.js';

export interface RoomRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Readable | Buffer | null;
  readonly signal: AbortSignal;
  readonly timing: Timing;
  readonly kind: Place;
}

const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** True when an error means that the room did not answer, rather than that something is wrong here. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.ConnectTimeoutError) return true;
  return 'code' in error && typeof error.code === 'string' && awayCodes.has(error.code);
}

/** The line to one room: its connections, how many requests are on it, and the most that may be. */
export class RoomLine {
  readonly #pool: Pool;
  readonly #streams: Pool;
  readonly #taken: Record<Place, number> = { call: 0, file: 0, stream: 0 };
  readonly #max: Readonly<Record<Place, number>>;

  constructor(
    readonly room: Upstream,
    url: string,
    budget: Budget,
  ) {
    const settings = {
      pipelining: 1,
      connect: { timeout: connectMsMax },
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
    };
    this.#max = { call: budget.inFlightMax, file: budget.filesMax, stream: budget.streamsMax };
    this.#pool = new Pool(url, { ...settings, connections: budget.inFlightMax + budget.filesMax });
    this.#streams = new Pool(url, { ...settings, connections: budget.streamsMax });
  }

  get inFlight(): number {
    return this.#taken.call + this.#taken.file;
  }

  get openStreams(): number {
    return this.#taken.stream;
  }

  /**
   * Sends one request. Out: the answer, its body not yet read; the place on the line is free again when that body has
   * ended. Throws BUSY at the limit and UPSTREAM_AWAY when the room does not answer in time.
   */
  async send(request: RoomRequest): Promise<Dispatcher.ResponseData> {
    const release = this.#enter(request.kind);
    try {
      const answer = await (request.kind === 'stream' ? this.#streams : this.#pool).request({
        method: request.method,
        path: request.path,
        headers: request.headers,
        body: request.body,
        signal: request.signal,
        headersTimeout: request.timing.answerMsMax,
        bodyTimeout: request.timing.silenceMsMax,
      });
      answer.body.once('close', release);
      return answer;
    } catch (error) {
      release();
      throw isAway(error) ? new Refusal('UPSTREAM_AWAY', { room: this.room }) : error;
    }
  }

  /** Throws when the room does not answer that it lives. */
  async probe(): Promise<void> {
    const answer = await this.#streams.request({ method: 'GET', path: '/livez', headersTimeout: connectMsMax });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`${this.room} answers ${answer.statusCode}`);
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.#streams.destroy()]);
  }

  #enter(kind: Place): () => void {
    if (this.#taken[kind] >= this.#max[kind]) throw new Refusal('BUSY', { room: this.room });
    this.#taken[kind] += 1;
    let isReleased = false;
    return () => {
      if (!isReleased) this.#taken[kind] -= 1;
      isReleased = true;
    };
  }
}
