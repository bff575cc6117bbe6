import { scopeOf } from '@lib/contracts/route';
import type { RouteContract, ServiceName } from '@lib/contracts/route';
import { routes } from '@lib/contracts/routes';
import { roles } from '@lib/vocabulary';
import type { Role } from '@lib/vocabulary';
import { Controller, Get, Module } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import { differences, nameOf, rootModules, servedBy } from './served-routes.js';
import { sourceTree } from './source-tree.js';

const services = Object.keys(rootModules) as ServiceName[];
const served = services.flatMap((service) => servedBy(service));

/** What is missing in the policy of a route, in words that say what to add. */
const gapsOf = (route: RouteContract): string[] =>
  [...gapsOfObject(route), ...gapsOfRoles(route)].map((gap) => `${nameOf(route)}: ${gap}`);

function gapsOfObject(route: RouteContract): string[] {
  const gaps: string[] = [];
  const { object } = route;
  const parameters = [...route.path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => name ?? '');
  // What stands further along the path is a part of the thing before it.
  const [named = ''] = parameters;
  if (named !== '' && named !== object?.by) {
    gaps.push(`the path names ${named}; say in \`object\` what it is and how one that is not the caller's is answered`);
  }
  if (object !== undefined && !parameters.includes(object.by) && !Object.hasOwn(shapeOf(route), object.by)) {
    gaps.push(`\`object\` is named by ${object.by}, which is neither in the path nor in the body`);
  }
  return gaps;
}

function gapsOfRoles(route: RouteContract): string[] {
  const gaps: string[] = [];
  const called: readonly string[] = route.roles === 'public' ? [] : route.roles;
  const isRead = route.method === 'GET' && route.roles !== 'public' && route.isStream !== true;
  if (isRead && route.response === undefined) {
    gaps.push('no `response`: the schema of an answer is the list of what may be told');
  }
  for (const role of Object.keys(route.scopeByRole ?? {}).filter((name) => !called.includes(name))) {
    gaps.push(`\`scopeByRole\` names ${role}, who may not call it`);
  }
  if (new Set(called).size !== called.length) gaps.push('a role stands there twice');
  return gaps;
}

const shapeOf = (route: RouteContract): object => (route.request as { shape?: object } | undefined)?.shape ?? {};

describe('every route that a service serves', () => {
  test('stands in the table of routes, and every route of the table is served', () => {
    expect(differences(served, routes)).toEqual([]);
  });

  test('comes from a controller that is part of its service', () => {
    const files = sourceTree().filter(({ path }) => /^apps\/.*\.controller\.ts$/.test(path));
    const modules = sourceTree().filter(({ path }) => /^apps\/.*\.module\.ts$/.test(path));
    const lost = files.filter(({ path, text }) => {
      const name = /export class (\w+)/.exec(text)?.[1] ?? path;
      return !modules.some((module) => module.text.includes(name));
    });
    expect(lost.map(({ path }) => path)).toEqual([]);
  });

  test('says in the table whom it lets in, what it compares and what the caller is told of a foreign thing', () => {
    expect(routes.flatMap(gapsOf)).toEqual([]);
  });

  test('that is planted beside the table is caught, and so is a line that nobody serves', () => {
    @Controller('v1/secrets')
    class SecretsController {
      @Get(':secretId')
      get(): string {
        return 'everything';
      }
    }
    @Module({ imports: [rootModules.lab], controllers: [SecretsController] })
    class LeakyModule {}
    const leaky = [...served.filter((route) => !route.startsWith('lab ')), ...servedBy('lab', LeakyModule)];
    expect(differences(leaky, routes)).toEqual(['served and not in the table: lab GET /v1/secrets/:secretId']);
    const [first] = routes;
    expect(differences(served, routes.slice(1))).toEqual([`served and not in the table: ${nameOf(first!)}`]);
    expect(differences(served, [...routes, { ...first!, path: '/v1/nowhere' }])).toEqual([
      `in the table and served by nobody: ${nameOf({ ...first!, path: '/v1/nowhere' })}`,
    ]);
  });

  test('whose policy is silent is caught', () => {
    const silent: RouteContract = {
      service: 'lab',
      method: 'GET',
      path: '/v1/secrets/:secretId',
      roles: ['lab', 'lab'],
      scope: 'lab',
      scopeByRole: { admin: 'none' },
      summary: { zh: '秘密', en: 'secrets' },
    };
    expect(gapsOf(silent)).toHaveLength(4);
    expect(gapsOf({ ...silent, object: { kind: 'secret', by: 'secret', unseen: 'NOT_FOUND' } })).toHaveLength(5);
  });
});

describe('the table of routes', () => {
  const may = (role: Role) => routes.filter((route) => route.roles !== 'public' && route.roles.includes(role));

  test('lets an auditor change nothing, besides answering objections to measures', () => {
    expect(
      may('auditor')
        .filter(({ method }) => method !== 'GET')
        .map(nameOf),
    ).toEqual(['isolation POST /v1/appeals/:appealId/decide']);
  });

  test('shows contact details to nobody but who calls on people, each in the own district (0069)', () => {
    const reveal = routes.filter(({ path }) => path.endsWith('/reveal'));
    expect(reveal).toHaveLength(1);
    for (const route of reveal) {
      expect(route.roles).toEqual([
        ...['cdc-duty', 'isolation-officer', 'community-cadre', 'doctor', 'sampling-squad'],
      ]);
      for (const role of route.roles as readonly Role[]) expect(scopeOf(route, role)).toBe('district');
    }
  });

  test('binds whoever works at one site, laboratory or district to it wherever something is owned', () => {
    const bound: Partial<Record<Role, readonly string[]>> = {
      sampler: ['site', 'device'],
      'site-manager': ['site', 'device'],
      courier: ['site'],
      lab: ['lab'],
      'lab-supervisor': ['lab'],
      'isolation-officer': ['district'],
      epidemiologist: ['district'],
      'community-cadre': ['district', 'site'],
      resident: ['participant'],
    };
    const loose = Object.entries(bound).flatMap(([role, kinds]) =>
      may(role as Role)
        .filter((route) => route.object !== undefined && route.object.isOfAll !== true)
        .filter((route) => !kinds.includes(scopeOf(route, role as Role)))
        .map((route) => `${role} at ${nameOf(route)}: ${scopeOf(route, role as Role)}`),
    );
    expect(loose).toEqual([]);
  });

  test('knows the eighteen roles of the house and no other', () => {
    expect(Object.keys(roles)).toHaveLength(18);
    const named = new Set(routes.flatMap((route) => (route.roles === 'public' ? [] : route.roles)));
    expect([...named].filter((role) => !Object.hasOwn(roles, role))).toEqual([]);
  });
});
