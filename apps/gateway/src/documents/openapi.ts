import { refusals } from '@lib/contracts/refusals';
import type { RouteContract } from '@lib/contracts/route';
import { routes } from '@lib/contracts/routes';
import { bodyLimitDefaultBytes } from '@lib/platform';
import { z } from 'zod';
import { sessionCookie } from '../doorkeeper/cookie.js';

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

const parametersOf = (route: RouteContract): Json[] => {
  const inPath = [...route.path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'A UUID made once per command; a repeat returns the first answer, another body under it is 422.',
    schema: { type: 'string', format: 'uuid' },
  };
  return route.isIdempotent === true ? [...inPath, key] : inPath;
};

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
  return { description, content: { 'application/json': { schema: jsonSchemaOf(route.response, 'output') } } };
};

const problemAnswer = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const responsesOf = (route: RouteContract): Json => {
  const needsBody = route.request !== undefined || route.takesFile === true;
  const [ok] = route.method === 'POST' ? ['2XX'] : route.response === undefined && !route.isStream ? ['204'] : ['200'];
  return {
    [ok ?? '200']: answerOf(route),
    ...(needsBody || route.isIdempotent ? { 400: problemAnswer('The request breaks its contract.') } : {}),
    ...(route.roles === 'public' ? {} : { 401: problemAnswer('Nobody is signed in.') }),
    ...(route.roles === 'public' ? {} : { 403: problemAnswer('This role may not, or another site sent it.') }),
    404: problemAnswer('It is not there, or not for this caller.'),
    ...(needsBody ? { 413: problemAnswer('The body is larger than this route takes.') } : {}),
    503: problemAnswer('The room is busy or away; `Retry-After` says when to come again.'),
    default: problemAnswer('The law says no; `code` says which one.'),
  };
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

const problemSchema: Json = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'code', 'messages', 'cure'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: {
      type: 'string',
      description: 'Stable, for machines.',
      examples: Object.keys(refusals),
    },
    detail: { type: 'string' },
    messages: { $ref: '#/components/schemas/BothLanguages' },
    cure: { $ref: '#/components/schemas/BothLanguages' },
    facts: { type: 'object' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          path: { type: 'string' },
          row: { type: 'integer' },
          column: { type: 'string' },
          value: { type: 'string' },
          code: { type: 'string' },
          message: { type: 'string' },
          hint: { type: 'string' },
        },
      },
    },
    incident: { type: 'string' },
  },
};

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
