import { readdirSync } from 'node:fs';
import { eventTable } from '@lib/contracts/event-table';
import { ownRefusals } from '@lib/contracts/own-refusals';
import { pathParameter } from '@lib/contracts/path-parameters';
import { refusalSections } from '@lib/contracts/refusal-sections';
import { refusals } from '@lib/contracts/refusals';
import { refusalsOf, routeName } from '@lib/contracts/refusals-by-route';
import { routes } from '@lib/contracts/routes';
import { topics } from '@lib/contracts/topics';
import { describe, expect, test } from 'vitest';
import { asyncApi } from './asyncapi.js';
import { docsPage } from './docs-page.js';
import { openApi } from './openapi.js';
import { refusalsPage } from './refusals-page.js';

type Json = Record<string, unknown>;
interface Operation extends Json {
  operationId: string;
  security: Json[];
  parameters: { name: string; in: string; required: boolean }[];
  responses: Record<string, Json>;
}

// As a reader gets it: whatever does not survive JSON is not in the document.
const open = JSON.parse(JSON.stringify(openApi())) as { paths: Record<string, Record<string, Operation>> } & Json;
const messages = JSON.parse(JSON.stringify(asyncApi())) as Record<string, Record<string, Json>> & Json;
const operations = Object.entries(open.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => (key === '$ref' ? [String(part)] : refsIn(part)));
}

const target = (root: Json, ref: string): unknown =>
  ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((part, name) => (part as Json | undefined)?.[name], root);

describe('the OpenAPI document', () => {
  test('lists exactly the routes of the table', () => {
    const listed = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    const table = routes.map(
      ({ method, service, path }) => `${method} /api/${service}${path.replace(/:(\w+)/g, '{$1}')}`,
    );
    expect(listed.toSorted()).toEqual(table.toSorted());
  });

  test('is of version 3.1 and has what that asks of a document', () => {
    expect(open).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\./),
      info: { title: expect.any(String), version: '1' },
    });
    for (const { operation } of operations) expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
    for (const status of operations.flatMap(({ operation }) => Object.keys(operation.responses))) {
      expect(status).toMatch(/^([1-5](\d\d|XX)|default)$/);
    }
    for (const { operation } of operations) {
      for (const answer of Object.values(operation.responses)) expect(answer['description']).toBeTypeOf('string');
    }
  });

  test('declares each parameter of a path, once', () => {
    for (const { path, operation } of operations) {
      const inPath = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      const isNeeded = operation.parameters.every((one) => one.required === (one.in !== 'query'));
      expect(isNeeded).toBe(true);
    }
  });

  test('names each operation once, and points at nothing that is not there', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const ref of refsIn(open)) expect(target(open, ref), ref).toBeDefined();
  });

  test('asks for a token wherever the table does, and for a key wherever a command is made once', () => {
    for (const route of routes) {
      const path = `/api/${route.service}${route.path.replace(/:(\w+)/g, '{$1}')}`;
      const operation = open.paths[path]?.[route.method.toLowerCase()];
      expect(operation?.security.length).toBe(route.roles === 'public' ? 0 : 2);
      const hasKey = operation?.parameters.some(({ name }) => name === 'Idempotency-Key');
      expect(hasKey).toBe(route.isIdempotent === true);
    }
  });
});

describe('what a route may refuse', () => {
  const codesOf = (operation: Operation): string[] =>
    Object.values(operation.responses).flatMap((answer) =>
      [...JSON.stringify(answer).matchAll(/"enum":\[([^\]]*)\]/g)].flatMap(
        ([, codes = '']) => codes.match(/[A-Z_]{3,}/g) ?? [],
      ),
    );

  test('stands in the document, under the status of the catalogue', () => {
    for (const route of routes) {
      const path = `/api/${route.service}${route.path.replace(/:(\w+)/g, '{$1}')}`;
      const operation = open.paths[path]?.[route.method.toLowerCase()] as Operation;
      expect(codesOf(operation)).toEqual(expect.arrayContaining([...refusalsOf(route), 'MALFORMED', 'FAULT']));
      for (const code of refusalsOf(route)) expect(operation.responses[refusals[code].status]).toBeDefined();
      expect(operation.responses['default']).toBeUndefined();
    }
  });

  test('is named for routes that there are', () => {
    const names = routes.map(routeName);
    expect(Object.keys(ownRefusals).filter((name) => !names.includes(name))).toEqual([]);
  });

  test('and every parameter of a path has a form', () => {
    const names = routes.flatMap(({ path }) => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name));
    expect(names.filter((name) => pathParameter(name) === undefined)).toEqual([]);
  });
});

test('the page about refusals names every code', () => {
  const page = refusalsPage();
  for (const { code } of refusalSections.flatMap(({ codes }) => codes)) expect(page).toContain(`id="${code}"`);
  expect(page).not.toMatch(/https?:\/\/|<script|style="/);
});

describe('the AsyncAPI document', () => {
  test('lists every event that has a file, and every topic', () => {
    const folder = new URL('../../../../libs/contracts/src/events/', import.meta.url);
    const files = readdirSync(folder).flatMap((producer) =>
      readdirSync(new URL(`${producer}/`, folder)).map((file) => `${producer}.${file.replace(/\.ts$/, '')}`),
    );
    expect(eventTable.map(({ type }) => type).toSorted()).toEqual(files.toSorted());
    const shown = Object.values((messages['components'] as Record<string, Record<string, Json>>)['messages'] ?? {});
    expect(shown.map((message) => message['name']).toSorted()).toEqual(files.toSorted());
    const addresses = Object.values(messages['channels'] ?? {}).map((channel) => channel['address']);
    expect(addresses).toEqual(topics.map(({ name }) => name));
  });

  test('points at nothing that is not there', () => {
    expect(messages['asyncapi']).toBe('3.0.0');
    for (const ref of refsIn(messages)) expect(target(messages, ref), ref).toBeDefined();
  });

  test('leaves no topic without an event', () => {
    for (const channel of Object.values(messages['channels'] ?? {})) {
      expect(Object.keys(channel['messages'] ?? {}), String(channel['address'])).not.toEqual([]);
    }
  });
});

describe('the page about the routes', () => {
  const page = docsPage();

  test('names every route and fetches nothing from anywhere else', () => {
    for (const { service, path } of routes) expect(page).toContain(`/api/${service}${path}`);
    expect(page).not.toMatch(/https?:\/\/|<script|style="/);
  });
});
