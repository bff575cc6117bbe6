import { routes } from '@lib/contracts/routes';
import type { TokenClaims } from '@lib/platform';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHouse } from './house.js';
import type { House } from './house.js';
import { runMatrix } from './matrix.js';
import type { Matrix, World } from './matrix.js';
import { principalsOf } from './principals.js';
import type { Principal } from './principals.js';
import { nobodys, seedSide } from './seed.js';
import type { Ask } from './seed.js';
import { sender } from './send.js';
import { Tokens } from './token.js';

const minutes = 60_000;
let house: House;
let world: World;
let principals: Principal[];

beforeAll(async () => {
  house = await openHouse();
  const tokens = new Tokens(house.issuerKey);
  const ask: Ask = async <T>(as: TokenClaims, method: string, path: string, body?: unknown): Promise<T> => {
    const isFile = body instanceof Uint8Array;
    const response = await fetch(house.urls.gateway + path, {
      method,
      headers: {
        authorization: `Bearer ${await tokens.good(as)}`,
        'idempotency-key': randomUUID(),
        ...(body === undefined ? {} : { 'content-type': isFile ? 'application/octet-stream' : 'application/json' }),
      },
      body: body === undefined ? null : isFile ? (body as unknown as string) : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  };
  const [here, there] = await Promise.all([
    seedSide(ask, '330105', 'LAB-HZ1', '21'),
    seedSide(ask, '330106', 'LAB-HZ2', '22'),
  ]);
  world = { here, there, nowhere: nobodys };
  principals = await principalsOf(tokens, here, there);
}, 4 * minutes);

afterAll(async () => {
  await house?.close();
}, minutes);

function report(name: string, matrix: Matrix): void {
  const verdicts = Object.entries(matrix.verdicts).map(([verdict, cells]) => `${cells} ${verdict}`);
  process.stdout.write(
    `matrix of rights, ${name}: ${matrix.cells} cells (${verdicts.join(', ')}), ${matrix.pairs} pairs of foreign and absent; ` +
      `${matrix.allowed.length} unexpected allow, ${matrix.wrong.length} other, ${matrix.apart.length} apart, ${matrix.surplus.length} surplus\n`,
  );
}

function expectAsTheTableSays(matrix: Matrix): void {
  // A hole is told by a few of its cells; hundreds more would hide the next one.
  expect(matrix.allowed.slice(0, 8)).toEqual([]);
  expect(matrix.wrong.slice(0, 8)).toEqual([]);
  expect(matrix.apart.slice(0, 8)).toEqual([]);
  expect([...new Set(matrix.surplus)]).toEqual([]);
}

// What ends something is asked last, so that the things of the other cells are still there.
const isEnding = ({ path }: { path: string }): boolean => /\/close|revo|rotation/.test(path);
const lasting = routes.filter((route) => !isEnding(route));

describe('through the gateway', () => {
  test(
    'every role, bound to either half of the city or to nothing, is told of every thing what the table says',
    async () => {
      const matrix = await runMatrix({
        routes: lasting,
        principals,
        world,
        send: sender(() => house.urls.gateway, true),
      });
      report('through the gateway', matrix);
      expectAsTheTableSays(matrix);
      expect(matrix.cells).toBeGreaterThanOrEqual(5_000);
    },
    4 * minutes,
  );
});

describe('at the services themselves', () => {
  test(
    'the same holds for whoever gets past the gateway with a token of their own',
    async () => {
      const matrix = await runMatrix({
        routes,
        principals,
        world,
        send: sender((service) => house.urls[service], false),
      });
      report('at the services', matrix);
      expectAsTheTableSays(matrix);
    },
    4 * minutes,
  );
});

describe('what ends a round, a campaign or a key', () => {
  test(
    'is let do by the same table, at either door',
    async () => {
      const ending = routes.filter(isEnding);
      for (const send of [sender((service) => house.urls[service], false), sender(() => house.urls.gateway, true)]) {
        const matrix = await runMatrix({ routes: ending, principals, world, send });
        report('what ends something', matrix);
        expectAsTheTableSays(matrix);
      }
    },
    4 * minutes,
  );
});
