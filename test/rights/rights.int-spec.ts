import { routes } from '@lib/contracts/routes';
import type { TokenClaims } from '@lib/platform';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse } from './house.js';
import type { House } from './house.js';
import { missingIn, runMatrix } from './matrix.js';
import type { Matrix, World } from './matrix.js';
import { principalsOf } from './principals.js';
import type { Principal } from './principals.js';
import { nobodys, seedSide } from './seed.js';
import type { Ask } from './seed.js';
import { sender } from './send.js';
import { Tokens } from './token.js';

const minutes = 60_000;
const without = { certificate: 'a campaign with people under measures is not closed' };
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
  world = { here, there, nowhere: nobodys, without };
  principals = await principalsOf(tokens, here, there);
}, 4 * minutes);

afterAll(async () => {
  await house?.close();
}, minutes);

function report(name: string, matrix: Matrix): void {
  const verdicts = Object.entries(matrix.verdicts).map(([verdict, cells]) => `${cells} ${verdict}`);
  process.stdout.write(
    `matrix of rights, ${name}: ${matrix.cells} cells (${verdicts.join(', ')}), ${matrix.pairs} pairs of foreign and absent; ` +
      `${matrix.allowed.length} unexpected allow, ${matrix.wrong.length} other, ${matrix.apart.length} apart, ${matrix.surplus.length} surplus, ${matrix.leaked.length} leaked\n`,
  );
}

// A hole is told by one of its cells; hundreds more would hide the next one.
const onePerRoute = (lines: readonly string[]): string[] => [
  ...new Map(lines.map((line) => [line.split(' by ')[0], line])).values(),
];

function expectAsTheTableSays(matrix: Matrix): void {
  expect(onePerRoute(matrix.allowed)).toEqual([]);
  expect(onePerRoute(matrix.wrong)).toEqual([]);
  expect(onePerRoute(matrix.apart)).toEqual([]);
  expect([...new Set(matrix.surplus)]).toEqual([]);
  expect(onePerRoute(matrix.leaked)).toEqual([]);
}

// What ends something is asked last, so that the things of the other cells are still there.
const isEnding = ({ path }: { path: string }): boolean => /\/close|certificate|revo|rotation/.test(path);
const lasting = routes.filter((route) => !isEnding(route));
const throughGateway = () => sender(() => house.urls.gateway, true);
const missing = () => missingIn(routes, world);
const atServices = () => sender((service) => house.urls[service], false);

test('the world of the matrix has two of everything that the table names', () => {
  expect(missing()).toEqual([]);
});

test(
  'through the gateway every role, bound to either half of the city or to nothing, is told what the table says',
  async () => {
    const matrix = await runMatrix({ routes: lasting, principals, world, send: throughGateway() });
    report('through the gateway', matrix);
    expectAsTheTableSays(matrix);
    expect(matrix.cells).toBeGreaterThanOrEqual(5_000);
  },
  4 * minutes,
);

test(
  'at the services themselves the same holds for whoever gets past the gateway with a token of their own',
  async () => {
    const matrix = await runMatrix({ routes: lasting, principals, world, send: atServices() });
    report('at the services', matrix);
    expectAsTheTableSays(matrix);
  },
  4 * minutes,
);

test(
  'whatever ends a round, a campaign or a key is done by whom the table names, at either door',
  async () => {
    for (const send of [atServices(), throughGateway()]) {
      const matrix = await runMatrix({ routes: routes.filter(isEnding), principals, world, send });
      report('what ends something', matrix);
      expectAsTheTableSays(matrix);
    }
  },
  4 * minutes,
);
