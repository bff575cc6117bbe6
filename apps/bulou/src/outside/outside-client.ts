import { setTimeout as pause } from 'node:timers/promises';
import { signLocalToken, systemClock, systemIds, type TokenClaims } from '@lib/platform';
import type { JWK } from 'jose';
import { Pool } from 'undici';

/** Who calls, as a token says it. */
export type Caller = TokenClaims;

export interface Answer {
  readonly status: number;
  /** Parsed JSON, or undefined where the answer has no body. */
  readonly body: unknown;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path on the gateway: `/api/<service>/v1/…`. */
  readonly path: string;
  readonly json?: unknown;
  readonly file?: Uint8Array;
  /** A command that is sent again under the same key gets its first answer. */
  readonly key?: string;
}

// Long enough for a service that was killed to come back, with Kafka and PostgreSQL beside it on a busy machine.
const patienceMs = 180_000;
const pauseMsMax = 2_000;
const tokenMinutes = 10;
const renewBeforeMs = 60_000;
const connections = 16;

/** An answer that is not the one hoped for; the message holds the status and the refusal's code, no request body. */
export class Unexpected extends Error {
  constructor(
    call: Call,
    readonly answer: Answer,
  ) {
    super(`${call.method} ${call.path} → ${answer.status} ${JSON.stringify(answer.body)?.slice(0, 600)}`);
  }
}

const isPassing = (status: number) => status === 429 || status === 502 || status === 503 || status === 504;

/**
 * An outside client of the gateway: one token per caller, renewed before it ends. A time-out is not a failure: the same
 * command goes out again under the same key until an answer comes or patience ends.
 */
export class OutsideClient {
  private readonly pool: Pool;
  private readonly tokens = new Map<string, { token: string; untilMs: number }>();

  constructor(
    readonly url: string,
    private readonly issuer: { key: JWK; name: string },
  ) {
    this.pool = new Pool(url, { connections, headersTimeout: 60_000, bodyTimeout: 60_000 });
  }

  /** Sends a call and answers with its 2xx body. Throws Unexpected for any other status that does not pass by itself. */
  async ask<T>(caller: Caller, call: Call): Promise<T> {
    const answer = await this.send(caller, call);
    if (answer.status >= 300) throw new Unexpected(call, answer);
    return answer.body as T;
  }

  /** Sends a call, again while the house says "not now", and answers with whatever it says in the end. */
  async send(caller: Caller, call: Call): Promise<Answer> {
    const sent = { ...call, key: call.key ?? systemIds.uuid7() };
    const untilMs = performance.now() + patienceMs;
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.sendOnce(caller, sent);
      if (!isPassing(answer.status) || performance.now() > untilMs) return answer;
      // Full jitter, so that many clients do not come back in the same moment.
      await pause(Math.random() * Math.min(pauseMsMax, 50 * 2 ** attempt));
    }
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async sendOnce(caller: Caller, call: Call): Promise<Answer> {
    const type = call.file ? 'application/octet-stream' : 'application/json';
    const body = call.file ?? (call.json === undefined ? null : JSON.stringify(call.json));
    try {
      const response = await this.pool.request({
        method: call.method,
        path: call.path,
        headers: {
          authorization: `Bearer ${await this.tokenOf(caller)}`,
          ...(body === null ? {} : { 'content-type': type }),
          ...(call.method === 'POST' && call.key ? { 'idempotency-key': call.key } : {}),
        },
        body,
      });
      const text = await response.body.text();
      return { status: response.statusCode, body: readJson(text) };
    } catch (error) {
      // The connection broke: whether the command was carried out is unknown, so it is asked again.
      return { status: 503, body: { code: 'CONNECTION_BROKEN', detail: String(error) } };
    }
  }

  private async tokenOf(caller: Caller): Promise<string> {
    const name = JSON.stringify(caller);
    const known = this.tokens.get(name);
    const nowMs = systemClock.now().getTime();
    if (known && nowMs < known.untilMs) return known.token;
    const rules = { issuer: this.issuer.name, audience: 'bulou' };
    const { token, expiresAt } = await signLocalToken(this.issuer.key, caller, tokenMinutes, rules);
    this.tokens.set(name, { token, untilMs: expiresAt.getTime() - renewBeforeMs });
    return token;
  }
}

function readJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
