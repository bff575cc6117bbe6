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
  return exampleFrom(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), named, '');
}

function exampleFrom(schema: Json, named: Json, name: string): unknown {
  if (Object.hasOwn(named, name) && fits(schema, named[name])) return named[name];
  if ('const' in schema) return schema['const'];
  const [first] = (schema['enum'] ?? []) as readonly unknown[];
  if (first !== undefined) return first;
  const [choice] = (schema['anyOf'] ?? schema['oneOf'] ?? []) as readonly Json[];
  if (choice !== undefined) return exampleFrom(choice, named, name);
  if (schema['type'] === 'object') return objectFrom(schema, named);
  if (schema['type'] === 'array') return listFrom(schema, named, name);
  return plainFrom(schema);
}

const fits = (schema: Json, value: unknown): boolean =>
  !Array.isArray(schema['enum']) || schema['enum'].includes(value);

function listFrom(schema: Json, named: Json, name: string): unknown[] {
  const item = (schema['items'] ?? {}) as Json;
  const length = Number(schema['minItems'] ?? 0);
  return Array.from({ length }, () => exampleFrom(item, named, name.replace(/s$/, '')));
}

function plainFrom(schema: Json): unknown {
  if (schema['type'] === 'boolean') return false;
  if (schema['type'] === 'integer' || schema['type'] === 'number') {
    return Math.max(Number(schema['minimum'] ?? 0), Number(schema['exclusiveMinimum'] ?? -1) + 1);
  }
  return textFrom(schema);
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
