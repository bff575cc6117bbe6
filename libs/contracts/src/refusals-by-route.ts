import { ownRefusals } from '@lib/contracts/own-refusals';
import type { RefusalCode } from '@lib/contracts/refusal-catalogue';
import type { RouteContract } from '@lib/contracts/route';

/** The name of a route in tables: `POST batching/v1/journal`. */
export const routeName = ({ method, service, path }: RouteContract): string => `${method} ${service}${path}`;

const signIn: readonly RefusalCode[] = ['UNAUTHENTICATED', 'FORBIDDEN', 'CROSS_SITE', 'REVOKED'];
const file: readonly RefusalCode[] = [
  'UPLOAD_EMPTY',
  'UPLOAD_FORMAT_UNKNOWN',
  'UPLOAD_COLUMNS_MISSING',
  'UPLOAD_SHEETS_SEVERAL',
  'UPLOAD_TOO_LARGE',
];

/**
 * Every refusal that a route may answer: what follows from its entry in the table of routes, and its own. A test room
 * fails any test in which a service answers another one.
 */
export function refusalsOf(route: RouteContract): readonly RefusalCode[] {
  const unseen = route.object?.unseen ?? 'nothing';
  const codes = new Set<RefusalCode>([
    ...(route.roles === 'public' ? (['CROSS_SITE'] as const) : signIn),
    ...(['NOT_FOUND', 'BUSY', 'STORE_AWAY', 'UPSTREAM_AWAY', 'HOST_UNKNOWN'] as const),
    ...(route.isIdempotent === true ? (['IDEMPOTENCY_KEY_REUSED', 'SHIFT_OVER'] as const) : []),
    ...(route.takesFile === true ? file : []),
    ...(unseen === 'nothing' ? [] : [unseen]),
    ...(ownRefusals[routeName(route)] ?? []),
  ]);
  return [...codes];
}
