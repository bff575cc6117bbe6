import { uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import type { RouteContract, ServiceName } from '@lib/contracts/route';
import { z } from 'zod';

/** An event that a service has put aside; what it says stays in the service. */
export const parkedEvent = z.object({
  id: z.int().positive(),
  consumer: z.string(),
  topic: z.string(),
  key: z.string(),
  eventId: uuid,
  type: z.string().nullable(),
  /** `failing` is still tried, `parked` has its key waiting behind it, `refused` was refused by the law of the room. */
  state: z.enum(['failing', 'parked', 'refused']),
  reason: z.string(),
  attempts: z.int(),
  firstSeenAt: z.iso.datetime(),
});

/** Why an event is taken out for good: a closed list, so that no sentence about a person is kept. */
export const dropReason = z.enum(['malformed', 'superseded', 'entered-by-hand', 'practice']);

export const replayParkedRequest = z.object({
  consumer: z.string().regex(/^[a-z][a-z-]{1,60}$/),
  topic: z.string().regex(/^[a-z][a-z0-9.-]{1,100}$/),
  key: z.string().min(1).max(200),
});

export const replayParkedAnswer = z.object({
  applied: z.int(),
  stillParked: z.int(),
  reason: z.string().optional(),
});

export const dropParkedRequest = z.object({ reason: dropReason });

const parkedRoutesOf = (service: ServiceName): RouteContract[] => [
  defineRoute({
    service,
    method: 'GET',
    path: '/v1/parked',
    roles: ['admin', 'auditor'],
    scope: 'none',
    summary: { zh: '搁置的事件', en: 'events that were put aside, oldest first, 1,000 at most' },
    response: z.object({ parked: z.array(parkedEvent) }),
  }),
  defineRoute({
    service,
    // What may be asked again as it is: a repeat applies what is parked still, and drops what is dropped.
    method: 'PUT',
    path: '/v1/parked/replayed',
    roles: ['admin'],
    scope: 'none',
    object: { kind: 'parked key', by: 'key', unseen: 'NOT_FOUND', isOfAll: true },
    summary: { zh: '重放一个键下搁置的事件', en: 'apply the parked events of one key in their order' },
    request: replayParkedRequest,
    response: replayParkedAnswer,
  }),
  defineRoute({
    service,
    method: 'PUT',
    path: '/v1/parked/:id/dropped',
    roles: ['admin'],
    scope: 'none',
    object: { kind: 'parked event', by: 'id', unseen: 'NOT_FOUND', isOfAll: true },
    summary: { zh: '丢弃一个搁置的事件', en: 'take one parked event out for good' },
    request: dropParkedRequest,
    response: z.object({ id: z.int() }),
  }),
];

/** The services that hear facts. */
export const hearingServices = [
  'registration',
  'batching',
  'lab',
  'notification',
  'isolation',
  'command-centre',
  'result-desk',
] as const satisfies readonly ServiceName[];

/** The drawer of parked events, the same in every service that hears facts. */
export const parkedRoutes: readonly RouteContract[] = hearingServices.flatMap(parkedRoutesOf);
