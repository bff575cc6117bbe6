import type { RouteContract } from '@lib/contracts/route';
import { routes } from '@lib/contracts/routes';
import type { TokenClaims } from '@lib/platform';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nameOf } from '../architecture/served-routes.js';
import type { Ask } from './ask.js';
import { openHouse } from './house.js';
import type { House } from './house.js';
import { missingIn, runMatrix } from './matrix.js';
import type { Matrix, MatrixOptions, Send, World } from './matrix.js';
import { leakyRoute, owners, PlantedModule, plantedRoutes, soundRoute, tellingRoute } from './planted.js';
import { principalsOf } from './principals.js';
import type { Principal } from './principals.js';
import { callOf } from './requests.js';
import { seedSide } from './seed.js';
import { sender } from './send.js';
import { nobodys } from './side.js';
import type { Side } from './side.js';
import { Tokens } from './token.js';

const minutes = 60_000;
const without = {
  certificate: 'a campaign with people under measures is not closed',
  'pack-act': 'the campaigns of the matrix bring their pack with them',
  alarm: 'those of the matrix are for a duty name that no caller bears: to all of them they look like none',
  'parked key': 'no event of the matrix is poison',
  'parked event': 'no event of the matrix is poison',
};
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

describe('a hole that is planted', () => {
  let send: Send;
  beforeAll(async () => {
    for (const side of [world.here, world.there]) owners.set(side.named['job'] ?? '', side.scope.lab);
    const address = await house.plant(PlantedModule, plantedRoutes);
    send = sender(() => address, false);
  });
  const matrixOf = (route: RouteContract) => runMatrix({ routes: [route], principals, world, send });

  test('in the check of whose a thing is, is found', async () => {
    const { allowed } = await matrixOf(leakyRoute);
    expect(allowed).toHaveLength(6);
    expect(allowed[0]).toContain('upload there: unseen expected, 200');
  });

  test('in the way a foreign thing is refused, is found', async () => {
    const { allowed, apart } = await matrixOf(tellingRoute);
    expect(allowed).toEqual([]);
    expect(apart).toHaveLength(6);
  });

  test('nowhere, is found nowhere', async () => {
    expect(await matrixOf(soundRoute)).toMatchObject({ allowed: [], wrong: [], apart: [], leaked: [] });
  });
});

describe('what a hostile caller adds', () => {
  const few = () => principals.filter(({ name }) => / there$| of both$|^nobody$/.test(name));
  const claimed = ({ scope, named }: Side) => ({
    ...scope,
    ...{ siteCode: named['siteCode'], labCode: named['labCode'], role: 'admin', actor: 'admin-1', effective: true },
  });

  test.each<[string, Partial<MatrixOptions>]>([
    [
      'to the body: another role, the owner’s own binding, a decision',
      { spiced: (_own, target) => ({ ...claimed(target), scope: target.scope, effective: true }) },
    ],
    [
      'to the address: every binding, twice',
      {
        change: (call, _route, own, target) => {
          const query = [own, target].flatMap((side) => Object.entries(claimed(side)));
          const text = query.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&');
          return { ...call, path: `${call.path}?${text}` };
        },
      },
    ],
    [
      'to the headers: another method, another address, another caller',
      {
        change: (call, _route, _own, target) => ({
          ...call,
          headers: {
            ...call.headers,
            'x-http-method-override': 'DELETE',
            'x-method-override': 'PUT',
            'x-original-url': '/v1/labs',
            'x-rewrite-url': '/v1/labs',
            'x-forwarded-user': 'admin-1',
            'x-role': 'admin',
            'x-scope': JSON.stringify(target.scope),
          },
        }),
      },
    ],
  ])(
    '%s opens nothing',
    async (what, options) => {
      const matrix = await runMatrix({ routes: lasting, principals: few(), world, send: throughGateway(), ...options });
      report(`added ${what}`, matrix);
      expect(onePerRoute(matrix.allowed)).toEqual([]);
      expect(onePerRoute(matrix.apart)).toEqual([]);
      expect(onePerRoute(matrix.leaked)).toEqual([]);
      // A strict body or query may refuse what it does not know; nothing else may change.
      expect(onePerRoute(matrix.wrong.filter((line) => !line.includes(', 400 MALFORMED')))).toEqual([]);
    },
    4 * minutes,
  );

  test(
    'as a method that no route has is not there, at either door, for anybody',
    async () => {
      const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
      const listed = new Set(routes.map(nameOf));
      const paths = [...new Map(routes.map((route) => [`${route.service} ${route.path}`, route])).values()];
      const unserved = paths.flatMap((route) =>
        methods
          .filter((method) => !listed.has(`${route.service} ${method} ${route.path}`))
          .map((method) => ({ ...route, isIdempotent: false, method: method as RouteContract['method'] })),
      );
      const callers = few().filter(({ name }) => /^(admin|sampler|nobody)/.test(name));
      const answers: string[] = [];
      let cells = 0;
      for (const [route, caller] of unserved.flatMap((one) => callers.map((by) => [one, by] as const))) {
        const { body, ...bodiless } = callOf(route, world.there, world.there);
        const call = route.method === 'GET' || body === undefined ? bodiless : { ...bodiless, body };
        for (const send of [throughGateway(), atServices()]) {
          const { status, code } = await send(route, call, caller);
          cells += 1;
          if (status !== 404) answers.push(`${nameOf(route)} by ${caller.name}: ${status} ${code}`);
        }
      }
      process.stdout.write(`matrix of rights, methods that no route has: ${cells} cells\n`);
      expect(onePerRoute(answers)).toEqual([]);
    },
    4 * minutes,
  );
});

// Last, because the things of the other cells are gone after it.
test(
  'whatever ends a round, a campaign or a key is done by whom the table names, at either door',
  async () => {
    const ending = routes.filter(isEnding);
    // What was deleted at one door is not there at the other.
    const again = ending.filter(({ method }) => method !== 'DELETE');
    for (const [asked, send] of [[ending, atServices()] as const, [again, throughGateway()] as const]) {
      const matrix = await runMatrix({ routes: asked, principals, world, send });
      report('what ends something', matrix);
      expectAsTheTableSays(matrix);
    }
  },
  4 * minutes,
);
