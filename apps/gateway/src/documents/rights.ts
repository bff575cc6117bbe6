import { type RouteContract, type ScopeKind, scopeOf } from '@lib/contracts/route';
import { routes } from '@lib/contracts/routes';
import { type Role, roles } from '@lib/vocabulary';
import { z } from 'zod';

/** What one role may do on one route. */
export interface Right {
  readonly method: string;
  readonly path: string;
  readonly summary: { readonly zh: string; readonly en: string };
  /** What of the role's binding is compared there; `none`: it sees all of that kind. */
  readonly scope: ScopeKind;
  readonly alsoBound: readonly string[];
  readonly takesLateSync: boolean;
  /** Names of the fields of the answer: the schema of an answer is the list of what may be told. */
  readonly fields: readonly string[];
}

export interface RoleRights {
  readonly role: Role | 'public';
  readonly zh: string;
  readonly en: string;
  readonly rights: readonly Right[];
}

/** In: the schema of an answer. Out: the names in it, nested ones behind a dot, each once. */
export function fieldsOf(schema: z.ZodType | undefined): string[] {
  if (schema === undefined) return [];
  const names = new Set<string>();
  collect(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }), '', names);
  return [...names];
}

type Json = Readonly<Record<string, unknown>>;

function collect(schema: Json, before: string, names: Set<string>): void {
  for (const [name, inner] of Object.entries((schema['properties'] ?? {}) as Record<string, Json>)) {
    names.add(before + name);
    collect(inner, `${before}${name}.`, names);
  }
  const nested = [schema['items'], schema['additionalProperties'], schema['anyOf'], schema['oneOf'], schema['allOf']];
  for (const each of nested.flat()) if (typeof each === 'object' && each !== null) collect(each as Json, before, names);
}

const rightOf = (route: RouteContract, scope: ScopeKind): Right => ({
  method: route.method,
  path: `/api/${route.service}${route.path}`,
  summary: route.summary,
  scope,
  alsoBound: route.alsoBound ?? [],
  takesLateSync: route.takesLateSync === true,
  fields: fieldsOf(route.response),
});

/** Who can see what, role by role: nothing but the table of routes that guards the doors. */
export function rights(table: readonly RouteContract[] = routes): RoleRights[] {
  const named = (Object.keys(roles) as Role[]).map((role) => ({
    role,
    ...roles[role],
    rights: table
      .filter((route) => route.roles !== 'public' && route.roles.includes(role))
      .map((route) => rightOf(route, scopeOf(route, role))),
  }));
  const open = table.filter((route) => route.roles === 'public').map((route) => rightOf(route, 'none'));
  return [...named, { role: 'public', zh: '未登录的任何人', en: 'anybody, without signing in', rights: open }];
}
