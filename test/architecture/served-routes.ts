import 'reflect-metadata';
import type { RouteContract, ServiceName } from '@lib/contracts/route';
import { RequestMethod } from '@nestjs/common';
import { BatchingModule } from '../../apps/batching/src/batching.module.js';
import { CommandCentreModule } from '../../apps/command-centre/src/command-centre.module.js';
import { documentPaths } from '../../apps/gateway/src/documents/documents.controller.js';
import { GatewayModule } from '../../apps/gateway/src/gateway.module.js';
import { IsolationModule } from '../../apps/isolation/src/isolation.module.js';
import { LabModule } from '../../apps/lab/src/lab.module.js';
import { NotificationModule } from '../../apps/notification/src/notification.module.js';
import { RegistrationModule } from '../../apps/registration/src/registration.module.js';
import { ResultDeskModule } from '../../apps/result-desk/src/result-desk.module.js';

type Class = new (...given: never[]) => object;

/** The root module of every service of the house. */
export const rootModules: Readonly<Record<ServiceName, Class>> = {
  registration: RegistrationModule,
  batching: BatchingModule,
  lab: LabModule,
  notification: NotificationModule,
  isolation: IsolationModule,
  'command-centre': CommandCentreModule,
  'result-desk': ResultDeskModule,
  gateway: GatewayModule,
};

/** What the gateway serves besides the table on purpose: the documents of the interface, which are public. */
const openOnPurpose: readonly string[] = documentPaths.map((path) => `gateway GET ${path}`);

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** Out: every controller of a module and of the modules that it imports. */
function controllersOf(module: unknown, seen = new Set<unknown>()): Class[] {
  if (seen.has(module)) return [];
  seen.add(module);
  const dynamic = typeof module === 'object' && module !== null ? (module as Record<string, unknown>) : {};
  const root = (dynamic['module'] ?? module) as Class;
  const imports = [...listOf(Reflect.getMetadata('imports', root)), ...listOf(dynamic['imports'])];
  const own = [...listOf(Reflect.getMetadata('controllers', root)), ...listOf(dynamic['controllers'])];
  return [...(own as Class[]), ...imports.flatMap((imported) => controllersOf(imported, seen))];
}

const joined = (...parts: string[]): string =>
  `/${parts
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/')}`;

/** Out: `METHOD /path` of every handler of a controller, read from its decorators. */
function handlersOf(controller: Class): string[] {
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = Object.getOwnPropertyDescriptor(prototype, name)?.value as object | undefined;
    if (typeof handler !== 'function') return [];
    const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    return listOf(Reflect.getMetadata('path', controller)).flatMap((prefix) =>
      listOf(Reflect.getMetadata('path', handler)).map(
        (path) => `${RequestMethod[method]} ${joined(String(prefix), String(path))}`,
      ),
    );
  });
}

/** Out: `service METHOD /path` of everything that a service's controllers serve. */
export function servedBy(service: ServiceName, module: Class = rootModules[service]): string[] {
  return controllersOf(module)
    .flatMap(handlersOf)
    .map((served) => `${service} ${service === 'gateway' ? served.replace(' /api/gateway/', ' /') : served}`)
    .filter((served) => !openOnPurpose.includes(served));
}

export const nameOf = ({ service, method, path }: RouteContract): string => `${service} ${method} ${path}`;

/** In: what is served and the table. Out: each difference, in either direction. */
export function differences(served: readonly string[], table: readonly RouteContract[]): string[] {
  const listed = table.map(nameOf);
  return [
    ...served.filter((route) => !listed.includes(route)).map((route) => `served and not in the table: ${route}`),
    ...listed.filter((route) => !served.includes(route)).map((route) => `in the table and served by nobody: ${route}`),
    ...listed.filter((route, place) => listed.indexOf(route) !== place).map((route) => `twice in the table: ${route}`),
  ].toSorted();
}
