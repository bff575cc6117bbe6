import { uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { roles, type Role } from '@lib/vocabulary';
import { z } from 'zod';

/** One person of a practice round, as the door page shows it: one click signs in. Local profile only. */
export const practicePerson = z.object({
  key: z.string().regex(/^[a-z0-9-]{1,40}$/),
  zh: z.string().max(60),
  en: z.string().max(60),
  role: z.enum(Object.keys(roles) as [Role, ...Role[]]),
  scope: z.object({
    site: z.string().optional(),
    lab: z.string().optional(),
    district: z.string().optional(),
    participant: z.string().optional(),
    device: z.string().optional(),
    shift: z.string().optional(),
  }),
  page: z.enum(['/sampler', '/console', '/wall', '/resident']),
});

export type PracticePerson = z.output<typeof practicePerson>;

export const listPracticePeople = defineRoute({
  service: 'gateway',
  method: 'GET',
  path: '/v1/practice/people',
  roles: 'public',
  scope: 'none',
  summary: { zh: '演练角色', en: 'people of the practice round' },
  response: z.object({ campaignId: uuid.nullable(), people: z.array(practicePerson) }),
});

export const setPracticePeople = defineRoute({
  service: 'gateway',
  method: 'PUT',
  path: '/v1/practice/people',
  roles: ['admin'],
  scope: 'none',
  summary: { zh: '设置演练角色', en: 'set the people of the practice round' },
  bodyLimitBytes: 65_536,
  request: z.object({ campaignId: uuid, people: z.array(practicePerson).max(100) }),
  response: z.object({ people: z.int() }),
});

export const signInAsPracticePerson = defineRoute({
  service: 'gateway',
  method: 'POST',
  path: '/v1/practice/sign-in',
  roles: 'public',
  scope: 'none',
  summary: { zh: '以演练角色登录', en: 'sign in as a practice person' },
  request: z.object({ key: z.string() }),
  response: z.object({ page: z.string(), expiresAt: z.iso.datetime() }),
});

export const whoAmI = defineRoute({
  service: 'gateway',
  method: 'GET',
  path: '/v1/session',
  roles: Object.keys(roles) as Role[],
  scope: 'none',
  summary: { zh: '当前登录', en: 'who is signed in' },
  response: z.object({
    actor: z.string(),
    role: z.string(),
    scope: practicePerson.shape.scope,
    campaignId: uuid.nullable(),
    isLocal: z.boolean(),
    shiftEndsAt: z.iso.datetime().optional(),
  }),
});

export const signOut = defineRoute({
  service: 'gateway',
  method: 'DELETE',
  path: '/v1/session',
  roles: 'public',
  scope: 'none',
  summary: { zh: '退出', en: 'sign out' },
  response: z.object({ goTo: z.string().nullable() }),
});
