import { pathParameter } from '@lib/contracts/path-parameters';
import { type RefusalCode, refusals } from '@lib/contracts/refusals';
import { refusalsOf } from '@lib/contracts/refusals-by-route';
import type { RouteContract } from '@lib/contracts/route';
import { routes } from '@lib/contracts/routes';
import { bodyLimitDefaultBytes } from '@lib/platform';
import { z } from 'zod';
import { sessionCookie } from '../doorkeeper/cookie.js';
import { problemSchema } from './problem-schema.js';

type Json = Readonly<Record<string, unknown>>;

/** A schema as JSON Schema 2020-12, the dialect of OpenAPI 3.1. What JSON Schema cannot say is left open, not invented. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  });
  return rest;
}

/** The pattern of a route as OpenAPI writes it: `/v1/batches/{batchId}`. */
const templateOf = (route: RouteContract): string =>
  `/api/${route.service}${route.path.replace(/:([A-Za-z]+)/g, '{$1}')}`;

const parameter = (name: string, place: 'path' | 'query', schema: z.ZodType, isRequired: boolean): Json => ({
  name,
  in: place,
  required: isRequired,
  schema: jsonSchemaOf(schema, 'input'),
});

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'A UUID made once per command; a repeat returns the first answer, another body under it is 422.',
  schema: { type: 'string', format: 'uuid' },
};

const parametersOf = (route: RouteContract): Json[] => [
  ...[...route.path.matchAll(/:([A-Za-z]+)/g)].map(([, name = '']) =>
    parameter(name, 'path', pathParameter(name) ?? z.string(), true),
  ),
  ...Object.entries(route.query?.shape ?? {}).map(([name, schema]) => parameter(name, 'query', schema, false)),
  ...(route.isIdempotent === true ? [idempotencyKey] : []),
];

const requestBodyOf = (route: RouteContract): Json => {
  const limit = { 'x-limit-bytes': route.bodyLimitBytes ?? bodyLimitDefaultBytes };
  if (route.takesFile === true) {
    const content = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
    return { requestBody: { required: true, description: 'The file; its content is sniffed.', content, ...limit } };
  }
  if (route.request === undefined) return {};
  const content = { 'application/json': { schema: jsonSchemaOf(route.request, 'input') } };
  return { requestBody: { required: true, content, ...limit } };
};

const answerOf = (route: RouteContract): Json => {
  const description = route.summary.en;
  if (route.isStream === true) {
    return { description: 'server-sent events', content: { 'text/event-stream': { schema: { type: 'string' } } } };
  }
  if (route.response === undefined) return { description };
  const asFile = Object.fromEntries((route.alsoAnswers ?? []).map((type) => [type, { schema: { type: 'string' } }]));
  const content = { 'application/json': { schema: jsonSchemaOf(route.response, 'output') }, ...asFile };
  return { description, content };
};

/** A problem document with one of these codes, each said in words. */
const problemAnswer = (codes: readonly string[]): Json => ({
  description: codes
    .map((code) => `${code}: ${code in refusals ? refusals[code as RefusalCode].en : words[code]}`)
    .join('; '),
  content: {
    'application/problem+json': {
      schema: {
        allOf: [
          { $ref: '#/components/schemas/Problem' },
          { properties: { code: { enum: codes } }, required: ['code'] },
        ],
      },
    },
  },
});

const words: Readonly<Record<string, string>> = {
  MALFORMED: 'the request does not keep to its contract; errors says where and what',
  FAULT: 'something broke here; incident is its number in the log',
};

/** Codes by the status that they are answered with: what the route may refuse, and what the door says of any request. */
function codesByStatus(route: RouteContract): Map<number, string[]> {
  const byStatus = Map.groupBy<number, string>(refusalsOf(route), (code) => refusals[code as RefusalCode].status);
  const takesBody = route.request !== undefined || route.takesFile === true;
  for (const status of [400, 408, 431, ...(takesBody ? [413, 415] : [])]) {
    byStatus.set(status, ['MALFORMED', ...(byStatus.get(status) ?? [])]);
  }
  return byStatus.set(500, ['FAULT']);
}

const responsesOf = (route: RouteContract): Json => {
  const leadsOn = route.response === undefined && route.isStream !== true;
  const ok = route.method === 'POST' ? '2XX' : leadsOn ? (route.method === 'GET' ? '3XX' : '204') : '200';
  const problems = [...codesByStatus(route)].map(([status, codes]) => {
    const answer = problemAnswer(codes);
    return [String(status), [429, 503].includes(status) ? { ...answer, headers: retryAfter } : answer] as const;
  });
  return { [ok]: answerOf(route), ...Object.fromEntries(problems) };
};

const retryAfter: Json = {
  'Retry-After': { description: 'Seconds until it is worth trying again.', schema: { type: 'integer', minimum: 1 } },
};

function operationOf(route: RouteContract, operationId: string): Json {
  const roles = route.roles === 'public' ? [] : route.roles;
  return {
    operationId,
    tags: [route.service],
    summary: route.summary.en,
    description: route.summary.zh,
    'x-roles': roles,
    'x-scope': route.scope,
    security: route.roles === 'public' ? [] : [{ bearer: [] }, { cookie: [] }],
    parameters: parametersOf(route),
    ...requestBodyOf(route),
    responses: responsesOf(route),
  };
}

/** The name of an operation: method and path as words, unique because the table of routes is. */
const operationIdOf = (route: RouteContract): string =>
  `${route.method.toLowerCase()}_${route.service}${route.path.replace(/[^A-Za-z0-9]+/g, '_')}`;

/** The OpenAPI 3.1 document of all services: exactly the routes of the table, with the very schemas that parse. */
export function openApi(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const template = templateOf(route);
    paths[template] = { ...paths[template], [route.method.toLowerCase()]: operationOf(route, operationIdOf(route)) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: '不漏 Bulou',
      version: '1',
      description:
        'Mass nucleic-acid testing: miss no one, lose no tube. Times are ISO 8601 in UTC; lists use cursors.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map((route) => route.service))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'For programs.' },
        cookie: { type: 'apiKey', in: 'cookie', name: sessionCookie, description: 'For pages of this server.' },
      },
      schemas: {
        Problem: problemSchema,
        BothLanguages: {
          type: 'object',
          required: ['zh', 'en'],
          properties: { zh: { type: 'string' }, en: { type: 'string' } },
        },
      },
    },
  };
}
