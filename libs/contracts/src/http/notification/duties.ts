import { actor, cursor, districtCode, instant, siteCode, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { dutyRoles, ladderRoles, roles, wordsOf } from '@lib/vocabulary';
import { z } from 'zod';

export const dutyRole = z.enum(dutyRoles);

/** A division of the national list, from county (6 digits) to community (12). */
export const divisionCode = z.string().regex(/^[0-9]{6,12}$/);

/** Somebody's time in a role: from the first instant up to, and without, the last. */
const dutyFields = {
  dutyId: uuid,
  role: dutyRole,
  /** Null for the command centre alone, which answers for the whole city. */
  districtCode: districtCode.nullable().default(null),
  /** A part of the district: a cadre's division, a site manager's site. Null for the whole of it. */
  placeCode: z.union([divisionCode, siteCode]).nullable().default(null),
  /** The duty name that stands in the token. */
  person: actor,
  startsAt: instant,
  endsAt: instant,
};

const duty = z
  .strictObject(dutyFields)
  .refine(({ startsAt, endsAt }) => startsAt < endsAt, { message: 'a duty ends after it starts', path: ['endsAt'] })
  .refine((one) => (one.role === 'command-centre') === (one.districtCode === null), {
    message: 'the command centre has no district, every other duty has one',
    path: ['districtCode'],
  })
  .refine(({ placeCode, districtCode: district }) => placeCode === null || placeCode.startsWith(district ?? '-'), {
    message: 'a place lies in the district of its duty',
    path: ['placeCode'],
  });

export type Duty = z.output<typeof duty>;

/** A district's own duties by its own people; the command centre's and any district's by administrator or command centre. */
export const putDuties = defineRoute({
  service: 'notification',
  method: 'POST',
  path: '/v1/duties',
  roles: ['admin', 'command-centre', 'cdc-duty', 'district-liaison'],
  scope: 'district',
  scopeByRole: { admin: 'none', 'command-centre': 'none' },
  object: { kind: 'district', by: 'duties', unseen: 'NOT_FOUND' },
  isIdempotent: true,
  bodyLimitBytes: 200_000,
  summary: { zh: '排班', en: 'put people on the duty roster' },
  request: z.object({ duties: z.array(duty).min(1).max(500) }),
  response: z.object({ put: z.int(), known: z.int() }),
});

export const endDuty = defineRoute({
  service: 'notification',
  method: 'POST',
  path: '/v1/duties/:dutyId/end',
  roles: ['admin', 'command-centre', 'cdc-duty', 'district-liaison'],
  scope: 'district',
  scopeByRole: { admin: 'none', 'command-centre': 'none' },
  object: { kind: 'duty', by: 'dutyId', unseen: 'DUTY_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '提前交班', en: 'end a duty now' },
  request: z.object({}),
  response: z.object({ dutyId: uuid, endedAt: instant }),
});

/** `?cursor=` Duties that run or are to come, those that end first at the top. */
export const listDuties = defineRoute({
  service: 'notification',
  method: 'GET',
  path: '/v1/duties',
  roles: ['admin', 'auditor', ...ladderRoles],
  scope: 'district',
  scopeByRole: { admin: 'none', auditor: 'none', 'command-centre': 'none' },
  summary: { zh: '值班表', en: 'the duty roster' },
  query: z.object({ cursor: cursor.optional() }),
  response: z.object({
    duties: z.array(z.object({ ...dutyFields, isRunning: z.boolean() })),
    asOf: instant,
    next: z.string().optional(),
  }),
});

/** Where an alert called and nobody was on duty: the ladder went on at once, and somebody has to mend the roster. */
export const listDutyGaps = defineRoute({
  service: 'notification',
  method: 'GET',
  path: '/v1/duty-gaps',
  roles: ['admin', 'auditor', ...ladderRoles],
  scope: 'district',
  scopeByRole: { admin: 'none', auditor: 'none', 'command-centre': 'none' },
  summary: { zh: '无人值班的时段', en: 'gaps of the duty roster that an alert fell into' },
  response: z.object({
    gaps: z.array(
      z.object({
        /** Any role: a task may be owned by one that nobody is ever rostered for. */
        role: z.enum(wordsOf(roles)),
        districtCode: districtCode.nullable(),
        alerts: z.int(),
        firstAt: instant,
        lastAt: instant,
        /** True while nobody is on this duty even now. */
        isOpen: z.boolean(),
      }),
    ),
    asOf: instant,
  }),
});
