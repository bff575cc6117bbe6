import { refusalsOf, routeName } from '@lib/contracts/refusals-by-route';
import type { ServiceName } from '@lib/contracts/route';
import { routes } from '@lib/contracts/routes';

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/:[A-Za-z]+/g, '[^/?]+')}(\\?|$)`);

// Any route may answer these.
const ofAll = new Set<unknown>(['MALFORMED', 'FAULT']);

/**
 * In: a call and its answer. Out: what is wrong when the answer's code is none that the route lists, so that every test
 * that provokes a refusal proves the description of the route as well; undefined when all is well.
 */
export function unlistedRefusal(
  app: ServiceName,
  call: { readonly method: string; readonly path: string },
  answer: { readonly status: number; readonly body: unknown },
): string | undefined {
  if (answer.status < 400) return undefined;
  const code = (answer.body as { code?: unknown } | undefined)?.code;
  const route = routes.find(
    ({ service, method, path }) => service === app && method === call.method && patternOf(path).test(call.path),
  );
  if (route === undefined || ofAll.has(code) || refusalsOf(route).some((listed) => listed === code)) return undefined;
  return `${routeName(route)} answers ${String(code)}, which libs/contracts/src/own-refusals.ts does not list for it`;
}
