import { randomUUID } from 'node:crypto';
import { z } from 'zod';

type Json = Readonly<Record<string, unknown>>;

const texts: Readonly<Record<string, string>> = {
  'date-time': '2026-11-22T01:00:00.000Z',
  date: '2026-11-22',
};

/**
 * The smallest thing that a request's schema takes. In: the schema, and values by the name of a member: what is named
 * there is taken as it is. A member that may be left out is left out.
 */
export function exampleOf(schema: z.ZodType, named: Json): unknown {
  return exampleFrom(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json, named, '');
}

function exampleFrom(schema: Json, named: Json, name: string): unknown {
  if (Object.hasOwn(named, name)) return named[name];
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0] as unknown;
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined;
  if (choices?.[0] !== undefined) return exampleFrom(choices[0], named, name);
  switch (schema['type']) {
    case 'object':
      return objectFrom(schema, named);
    case 'array':
      return Array.from({ length: Number(schema['minItems'] ?? 0) }, () =>
        exampleFrom((schema['items'] ?? {}) as Json, named, name.replace(/s$/, '')),
      );
    case 'integer':
    case 'number':
      return Math.max(Number(schema['minimum'] ?? 0), Number(schema['exclusiveMinimum'] ?? -1) + 1);
    case 'boolean':
      return false;
    default:
      return textFrom(schema);
  }
}

function objectFrom(schema: Json, named: Json): Json {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Json>>;
  const required = (schema['required'] ?? []) as readonly string[];
  const asked = Object.keys(properties).filter((name) => required.includes(name));
  return Object.fromEntries(asked.map((name) => [name, exampleFrom(properties[name] ?? {}, named, name)]));
}

function textFrom(schema: Json): string {
  const format = String(schema['format'] ?? '');
  if (format === 'uuid') return randomUUID();
  return texts[format] ?? 'matrix'.padEnd(Number(schema['minLength'] ?? 0), 'x');
}
