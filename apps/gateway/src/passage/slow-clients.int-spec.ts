import { connect, type Socket } from 'node:net';
import { systemIds } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { eventually, rawHttp } from '@lib/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type GatewayRoom, openGatewayRoom } from '../gateway-room.js';
import { budgets } from './limits.js';

const supervisor: TokenClaims = { sub: 'lab-2', role: 'lab-supervisor', scope: { lab: 'LAB-HZ1' } };
const sampler: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site: '330105-0001', device: 'd-1' } };
const slowOnes = 200;

let room: GatewayRoom;
const tokens: Record<'lab' | 'site', string> = { lab: '', site: '' };
const open: Socket[] = [];

beforeAll(async () => {
  const few = { inFlightMax: 2, filesMax: 2, streamsMax: 1 };
  room = await openGatewayRoom((request, response) => void request.resume().on('end', () => response.end('{}')), {
    budgets: { ...budgets, lab: few, batching: few },
    bodyTiming: { wholeMsMax: 3_000, silenceMsMax: 400 },
  });
  tokens.lab = await room.bearer(supervisor);
  tokens.site = await room.bearer(sampler);
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});
afterAll(() => room?.close());

/** Opens connections that say these words and then nothing more. Out: what each has heard so far. */
async function hang(words: string, count: number): Promise<() => string[]> {
  const { hostname, port } = new URL(room.gateway.url);
  const heard = Array.from({ length: count }, () => '');
  const opened = heard.map(
    (_none, index) =>
      new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () => socket.write(words, () => resolve()));
        socket.on('data', (part: Buffer) => (heard[index] += part.toString()));
        socket.on('error', () => undefined);
        open.push(socket);
      }),
  );
  await Promise.all(opened);
  return () => heard;
}

const hostLine = (): string => `Host: ${new URL(room.gateway.url).host}\r\n`;
const journal = (): string =>
  `POST /api/batching/v1/journal HTTP/1.1\r\n${hostLine()}Content-Type: application/json\r\n`;
const scan = async (): Promise<number> => {
  const answer = await fetch(`${room.gateway.url}/api/batching/v1/journal`, {
    method: 'POST',
    headers: { authorization: tokens.site, 'content-type': 'application/json' },
    body: '{}',
  });
  await answer.text();
  return answer.status;
};

describe(`${slowOnes} connections`, () => {
  test.each([
    ['that never end their headers', () => 'POST /api/batching/v1/journal HTTP/1.1\r\nHost: x\r\nX-'],
    ['that never send their body', () => `${journal()}Authorization: ${tokens.site}\r\nContent-Length: 500\r\n\r\n{"a`],
    [
      'that never send their body, in chunks',
      () => `${journal()}Authorization: ${tokens.site}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a`,
    ],
  ])('%s do not stop a scan', async (_what, words) => {
    await hang(words(), slowOnes);
    for (let turn = 0; turn < 5; turn += 1) expect(await scan()).toBe(200);
  });

  test('whose body stays away are told so and ended', async () => {
    const heard = await hang(`${journal()}Authorization: ${tokens.site}\r\nContent-Length: 500\r\n\r\n{"a`, slowOnes);
    await eventually(() => heard().every((text) => text.includes('TOO_SLOW')));
    expect(heard()[0]).toMatch(/^HTTP\/1\.1 400 /);
    expect(await scan()).toBe(200);
  });
});

test('laboratories on a poor line take the places of files only, and a reading is still answered', async () => {
  const words = `POST /api/lab/v1/uploads HTTP/1.1\r\n${hostLine()}Authorization: ${tokens.lab}\r\nContent-Length: 5000\r\n\r\nabc`;
  const heard = await hang(words, 20);
  await eventually(() => heard().filter((text) => text.includes('BUSY')).length === 18);
  const reading = await fetch(`${room.gateway.url}/api/lab/v1/uploads/${systemIds.uuid7()}`, {
    headers: { authorization: tokens.lab },
  });
  expect(reading.status).toBe(200);
  await eventually(() => heard().filter((text) => text.includes('TOO_SLOW')).length === 2);
  await eventually(async () => {
    const { status } = await rawHttp(room.gateway.url, words.replace('Content-Length: 5000', 'Content-Length: 3'));
    expect(status).toBe(200);
  });
});

test('the server of every service ends what is too slow, too large or too much', () => {
  const server = room.gateway.app.getHttpServer();
  const { headersTimeout, requestTimeout, keepAliveTimeout, maxConnections } = server;
  expect({ headersTimeout, requestTimeout, keepAliveTimeout, maxConnections }).toEqual({
    headersTimeout: 10_000,
    requestTimeout: 120_000,
    keepAliveTimeout: 65_000,
    maxConnections: 8_000,
  });
});
