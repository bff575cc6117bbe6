import type { Readable } from 'node:stream';
import { Refusal } from '@lib/contracts/refusals';
import { type Dispatcher, errors, Pool } from 'undici';
import { type Budget, connectMsMax, keepAliveMs, type Timing } from './limits.js';
import type { Upstream } from './upstreams.js';

export interface RoomRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Readable | null;
  readonly signal: AbortSignal;
  readonly timing: Timing;
  readonly isStream: boolean;
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
  #inFlight = 0;
  #open = 0;

  constructor(
    readonly room: Upstream,
    url: string,
    private readonly budget: Budget,
  ) {
    const settings = {
      pipelining: 1,
      connect: { timeout: connectMsMax },
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
    };
    this.#pool = new Pool(url, { ...settings, connections: budget.inFlightMax });
    this.#streams = new Pool(url, { ...settings, connections: budget.streamsMax });
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get openStreams(): number {
    return this.#open;
  }

  /**
   * Sends one request. Out: the answer, its body not yet read; the place on the line is free again when that body has
   * ended. Throws BUSY at the limit and UPSTREAM_AWAY when the room does not answer in time.
   */
  async send(request: RoomRequest): Promise<Dispatcher.ResponseData> {
    const release = this.#enter(request.isStream);
    try {
      const answer = await (request.isStream ? this.#streams : this.#pool).request({
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

  #enter(isStream: boolean): () => void {
    const isFull = isStream ? this.#open >= this.budget.streamsMax : this.#inFlight >= this.budget.inFlightMax;
    if (isFull) throw new Refusal('BUSY', { room: this.room });
    this.#count(isStream, 1);
    let isReleased = false;
    return () => {
      if (!isReleased) this.#count(isStream, -1);
      isReleased = true;
    };
  }

  #count(isStream: boolean, by: 1 | -1): void {
    if (isStream) this.#open += by;
    else this.#inFlight += by;
  }
}
