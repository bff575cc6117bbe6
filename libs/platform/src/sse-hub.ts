import type { FastifyReply } from 'fastify';
import { limits } from './limits.js';

/** One message to a screen. */
export interface StreamMessage {
  readonly event: string;
  readonly payload: unknown;
  /** Sent back by the browser as `Last-Event-ID` when it comes again. */
  readonly id?: string;
}

export interface SseHubOptions {
  /** Silence after which a comment is sent, so that proxies and phones keep the line; default 15 s. */
  readonly heartbeatMs?: number;
  /** Screens at once; one more is answered 503. Default 500. */
  readonly clientsMax?: number;
}

// A screen that has not read this much is not reading; it is cut off and comes back by itself with a fresh state.
const unreadBytesMax = limits.streamUnread.value;
const reconnectMs = 2_000;

interface Client {
  readonly channel: string;
  readonly reply: FastifyReply;
}

/** Server-sent events to any number of screens, unbuffered, with heartbeat. Nothing is promised across a reconnect. */
export class SseHub {
  private readonly clients = new Set<Client>();
  private readonly heartbeat: NodeJS.Timeout;
  private readonly clientsMax: number;

  constructor(options: SseHubOptions = {}) {
    this.clientsMax = options.clientsMax ?? limits.streamClients.value;
    this.heartbeat = setInterval(() => this.beat(), options.heartbeatMs ?? limits.streamHeartbeat.value);
    this.heartbeat.unref();
  }

  get size(): number {
    return this.clients.size;
  }

  /**
   * Makes the reply a stream of this channel; the controller must take `@Res()` and return nothing.
   * In: the reply, the channel, and messages that this screen gets at once (its present state).
   */
  join(reply: FastifyReply, channel: string, first: readonly StreamMessage[] = []): void {
    if (this.clients.size >= this.clientsMax) {
      void reply.code(503).header('retry-after', '5').send();
      return;
    }
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    });
    const client: Client = { channel, reply };
    this.clients.add(client);
    reply.raw.on('close', () => this.clients.delete(client));
    reply.raw.on('error', () => this.clients.delete(client));
    this.write(client, `retry: ${reconnectMs}\n\n${first.map(frame).join('')}`);
  }

  /** Sends to every screen of the channel; a screen that does not read is cut off. */
  publish(channel: string, message: StreamMessage): void {
    const text = frame(message);
    for (const client of this.clients) if (client.channel === channel) this.write(client, text);
  }

  /** Ends every stream, so that the server can close. */
  close(): void {
    clearInterval(this.heartbeat);
    for (const client of this.clients) client.reply.raw.end();
    this.clients.clear();
  }

  private beat(): void {
    for (const client of this.clients) this.write(client, ': beat\n\n');
  }

  private write(client: Client, text: string): void {
    const { raw } = client.reply;
    if (raw.writableLength > unreadBytesMax) {
      this.clients.delete(client);
      raw.destroy();
      return;
    }
    raw.write(text);
  }
}

// JSON has no bare line break, so a payload is always one data line.
function frame({ id, event, payload }: StreamMessage): string {
  const idLine = id === undefined ? '' : `id: ${id.replace(/[\r\n]/g, '')}\n`;
  return `${idLine}event: ${event.replace(/[\r\n]/g, '')}\ndata: ${JSON.stringify(payload)}\n\n`;
}
