import { setTimeout as pause } from 'node:timers/promises';
import { signLocalToken, systemClock, systemIds } from '@lib/platform';
import type { JWK } from 'jose';
import { Pool } from 'undici';
import type { Caller } from '../outside/outside-client.js';

/** How often the house said "not now", and why. */
export interface Refused {
  readonly tooMany: number;
  readonly away: number;
  readonly broken: number;
}

const tokenMinutes = 10;
const renewBeforeMs = 120_000;
const patienceMs = 60_000;
const pauseMsMax = 2_000;

/**
 * The generator's own client: as thin as can be, because it runs on the cores that it measures. It waits as long as
 * `Retry-After` says, counts every such answer, and sends the same command again under the same key.
 */
export class LoadClient {
  private readonly pool: Pool;
  private readonly tokens = new Map<string, { header: string; untilMs: number }>();
  private tooMany = 0;
  private away = 0;
  private broken = 0;

  constructor(
    readonly url: string,
    private readonly issuer: { key: JWK; name: string },
    connections: number,
  ) {
    this.pool = new Pool(url, { connections, pipelining: 1, headersTimeout: 130_000, bodyTimeout: 60_000 });
  }

  get refused(): Refused {
    return { tooMany: this.tooMany, away: this.away, broken: this.broken };
  }

  /** Sends a command with its body as it stands. Out: the parsed 2xx body. Throws for any other answer that stays. */
  async post<T>(caller: Caller, path: string, body: string, type = 'application/json'): Promise<T> {
    return this.send<T>(caller, { method: 'POST', path, body, type, key: systemIds.uuid7() });
  }

  async get<T>(caller: Caller, path: string): Promise<T> {
    return this.send<T>(caller, { method: 'GET', path });
  }

  /** Opens a stream of server-sent events; each whole message is handed on until the signal ends it. */
  async listen(caller: Caller, path: string, signal: AbortSignal, hear: (text: string) => void): Promise<void> {
    const headers = { authorization: await this.authorization(caller), accept: 'text/event-stream' };
    const { body } = await this.pool.request({ method: 'GET', path, headers, signal, bodyTimeout: 0 });
    body.setEncoding('utf8');
    let text = '';
    for await (const chunk of body) {
      text += String(chunk);
      const end = text.lastIndexOf('\n\n');
      if (end < 0) continue;
      for (const message of text.slice(0, end).split('\n\n')) hear(message);
      text = text.slice(end + 2);
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async send<T>(caller: Caller, call: Sent): Promise<T> {
    const untilMs = performance.now() + patienceMs;
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.sendOnce(caller, call);
      if (answer.status < 300) return JSON.parse(answer.text) as T;
      const isPassing = answer.status === 429 || answer.status >= 502;
      if (!isPassing || performance.now() > untilMs)
        throw new Error(`${call.method} ${call.path} → ${answer.status} ${answer.text.slice(0, 400)}`);
      if (answer.status === 429) this.tooMany += 1;
      else if (answer.status === 599) this.broken += 1;
      else this.away += 1;
      const told = answer.retryAfterSeconds * 1_000;
      await pause(told > 0 ? told * (0.5 + Math.random()) : Math.random() * Math.min(pauseMsMax, 50 * 2 ** attempt));
    }
  }

  private async sendOnce(
    caller: Caller,
    { method, path, body, type, key }: Sent,
  ): Promise<{ status: number; text: string; retryAfterSeconds: number }> {
    const headers: Record<string, string> = { authorization: await this.authorization(caller) };
    if (type) headers['content-type'] = type;
    if (key) headers['idempotency-key'] = key;
    try {
      const answer = await this.pool.request({ method, path, headers, body: body ?? null });
      const retryAfterSeconds = Number(answer.headers['retry-after'] ?? 0) || 0;
      return { status: answer.statusCode, text: await answer.body.text(), retryAfterSeconds };
    } catch (error) {
      return { status: 599, text: String(error), retryAfterSeconds: 0 };
    }
  }

  private async authorization(caller: Caller): Promise<string> {
    const known = this.tokens.get(caller.sub);
    const nowMs = systemClock.now().getTime();
    if (known && nowMs < known.untilMs) return known.header;
    const rules = { issuer: this.issuer.name, audience: 'bulou' };
    const { token, expiresAt } = await signLocalToken(this.issuer.key, caller, tokenMinutes, rules);
    const header = `Bearer ${token}`;
    this.tokens.set(caller.sub, { header, untilMs: expiresAt.getTime() - renewBeforeMs });
    return header;
  }
}

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly type?: string;
  readonly key?: string;
}
