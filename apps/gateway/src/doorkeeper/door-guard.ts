import { Refusal } from '@lib/contracts/refusals';
import type { RouteContract } from '@lib/contracts/route';
import { routes } from '@lib/contracts/routes';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Caller, Doorkeeper } from './doorkeeper.js';

const callers = new WeakMap<FastifyRequest, Caller>();

/** The caller whom the guard let in; nobody on a public route. */
export const callerOf = (request: FastifyRequest): Caller | undefined => callers.get(request);

const prefix = '/api/gateway';

/** The gateway's own routes in the table, by method and public pattern. */
export const ownRoutes: ReadonlyMap<string, RouteContract> = new Map(
  routes
    .filter((route) => route.service === 'gateway')
    .map((route) => [`${route.method} ${prefix}${route.path}`, route]),
);

/** Stands before the gateway's own controllers as the doorkeeper stands before the rooms. */
@Injectable()
export class DoorGuard implements CanActivate {
  constructor(private readonly doorkeeper: Doorkeeper) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const contract = ownRoutes.get(`${request.method} ${request.routeOptions.url ?? ''}`);
    if (contract === undefined) throw new Refusal('NOT_FOUND');
    const caller = await this.doorkeeper.admit(contract, request);
    if (caller !== undefined) callers.set(request, caller);
    return true;
  }
}
