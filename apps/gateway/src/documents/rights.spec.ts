import { scopeOf } from '@lib/contracts/route';
import { routes } from '@lib/contracts/routes';
import { roles } from '@lib/vocabulary';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { rightsPage } from './rights-page.js';
import { fieldsOf, rights } from './rights.js';

test('the page of rights is the table of routes: no role more, no route less, the same scope', () => {
  const told = rights().flatMap(({ role, rights: held }) =>
    held.map(({ method, path, scope }) => `${role} ${method} ${path} ${scope}`),
  );
  const table = routes.flatMap((route) => {
    const place = `${route.method} /api/${route.service}${route.path}`;
    if (route.roles === 'public') return [`public ${place} none`];
    return route.roles.map((role) => `${role} ${place} ${scopeOf(route, role)}`);
  });
  expect(told.toSorted()).toEqual(table.toSorted());
  expect(rights().map(({ role }) => role)).toEqual([...Object.keys(roles), 'public']);
});

test('a route that is added to the table is on the page of those whom it names, and of nobody else', () => {
  const summary = { zh: '秘', en: 'secret' };
  const added = {
    service: 'lab',
    method: 'GET',
    path: '/v1/secrets',
    roles: ['doctor'],
    scope: 'lab',
    summary,
  } as const;
  const held = rights([...routes, added]).filter(({ rights: of }) => of.some(({ path }) => path.endsWith('/secrets')));
  expect(held.map(({ role }) => role)).toEqual(['doctor']);
});

test('the fields of an answer are told, those inside of lists and choices too', () => {
  const row = z.object({ tubeId: z.string(), owner: z.object({ role: z.string() }).nullable() });
  expect(fieldsOf(z.object({ rows: z.array(row), next: z.string().optional() }))).toEqual([
    ...['rows', 'rows.tubeId', 'rows.owner', 'rows.owner.role', 'next'],
  ]);
  expect(fieldsOf(undefined)).toEqual([]);
});

test('the page names every role in both languages and every route, and runs no script', () => {
  const page = rightsPage();
  for (const { zh, en } of Object.values(roles)) expect([page.includes(zh), page.includes(en)]).toEqual([true, true]);
  for (const { service, path } of routes) expect(page).toContain(`/api/${service}${path}`);
  expect(page).not.toContain('<script');
});
