import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@lib/testing';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SseHub } from './index.js';

let hub: SseHub;
let server: FastifyInstance;
let url: string;

beforeEach(async () => {
  hub = new SseHub({ heartbeatMs: 30, clientsMax: 2 });
  server = fastify();
  server.get('/wall', (_request, reply) => hub.join(reply, 'wall'));
  await server.listen({ port: 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/wall`;
});

afterEach(async () => {
  hub.close();
  await server.close();
});

/** A screen that reads all it is sent, or stops reading after the head when it is lazy. */
async function screen(isLazy = false) {
  const seen = { text: '', isEnded: false, stop: () => undefined as void };
  await new Promise<void>((resolve, reject) => {
    const request = get(url, (answer) => {
      seen.stop = () => void request.destroy();
      if (isLazy) answer.pause();
      else answer.setEncoding('utf8').on('data', (text: string) => (seen.text += text));
      answer.on('close', () => (seen.isEnded = true)).on('error', () => (seen.isEnded = true));
      resolve();
    });
    request.on('error', reject);
  });
  return seen;
}

describe('a stream', () => {
  test('is kept alive by a heartbeat when nothing happens', async () => {
    const wall = await screen();
    await eventually(() => wall.text.split(': beat\n\n').length > 3);
    expect(wall.text.startsWith('retry: 2000\n\n')).toBe(true);
    wall.stop();
  });

  test('carries only its own channel, one line of data for a message with line breaks', async () => {
    const wall = await screen();
    hub.publish('other', { event: 'secret', payload: 1 });
    hub.publish('wall', { event: 'count', id: '7', payload: { note: 'a\nb' } });
    await eventually(() => wall.text.includes('id: 7\nevent: count\ndata: {"note":"a\\nb"}\n\n'));
    expect(wall.text).not.toContain('secret');
    wall.stop();
  });

  test('of a screen that went away is forgotten', async () => {
    const wall = await screen();
    expect(hub.size).toBe(1);
    wall.stop();
    await eventually(() => hub.size === 0);
  });

  test('of a screen that does not read is cut off, and the others go on', async () => {
    const [lazy, reader] = [await screen(true), await screen()];
    const payload = 'x'.repeat(500_000);
    await eventually(() => {
      hub.publish('wall', { event: 'big', payload });
      return hub.size === 1;
    });
    hub.publish('wall', { event: 'after', payload: 1 });
    await eventually(() => reader.text.endsWith('event: after\ndata: 1\n\n') || reader.text.includes('event: after'));
    expect(reader.isEnded).toBe(false);
    lazy.stop();
    reader.stop();
  });

  test('beyond the number of screens is refused with a time to come again', async () => {
    const walls = [await screen(), await screen()];
    const third = await fetch(url);
    expect(third.status).toBe(503);
    expect(third.headers.get('retry-after')).toBe('5');
    for (const wall of walls) wall.stop();
  });
});
