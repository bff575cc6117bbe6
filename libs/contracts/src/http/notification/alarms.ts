import { cursor, instant, siteCode, uuid } from '@lib/contracts/fields';
import { noticeCause, noticeFields, noticeKind } from '@lib/contracts/notice';
import { defineRoute } from '@lib/contracts/route';
import type { Role } from '@lib/vocabulary';
import { z } from 'zod';

/** Whose screen can ring. */
export const alarmRoles = [
  'cdc-duty',
  'isolation-officer',
  'district-liaison',
  'sampling-squad',
  'community-cadre',
  'doctor',
  'site-manager',
  'lab-supervisor',
  'command-centre',
  'admin',
] as const satisfies readonly Role[];

const bound = {
  scope: 'district',
  scopeByRole: { 'site-manager': 'site', 'lab-supervisor': 'lab', 'command-centre': 'none', admin: 'none' },
} as const;

/** One call on a screen; it sounds until somebody reads it. */
export const alarm = z.object({
  alarmId: uuid,
  campaignId: uuid,
  isDrill: z.boolean(),
  kind: noticeKind,
  cause: noticeCause,
  subjectZh: z.string(),
  subjectEn: z.string(),
  textZh: z.string(),
  textEn: z.string(),
  fields: noticeFields,
  siteCode: siteCode.nullable(),
  /** The duty name that it is meant for alone; null for whoever is on duty. */
  person: z.string().nullable(),
  raisedAt: instant,
  readAt: instant.nullable(),
  readBy: z.string().nullable(),
});

export type Alarm = z.output<typeof alarm>;

/** `?state=unread|all&cursor=`; newest first. */
export const listAlarms = defineRoute({
  service: 'notification',
  method: 'GET',
  path: '/v1/alarms',
  roles: alarmRoles,
  ...bound,
  summary: { zh: '屏幕告警', en: 'alarms of the caller’s screen' },
  query: z.object({ state: z.enum(['unread', 'all']).default('unread'), cursor: cursor.optional() }),
  response: z.object({ alarms: z.array(alarm), unread: z.int(), asOf: instant, next: z.string().optional() }),
});

/** Event `alarms` with the unread ones (the newest 200) at once and whenever they change; a heartbeat between. */
export const streamAlarms = defineRoute({
  service: 'notification',
  method: 'GET',
  path: '/v1/alarms/stream',
  roles: alarmRoles,
  ...bound,
  isStream: true,
  summary: { zh: '屏幕告警（实时）', en: 'alarms of the caller’s screen, live' },
});

/** A person has seen it; the sound stops on every screen of the role. Who read it first is kept. */
export const readAlarm = defineRoute({
  service: 'notification',
  method: 'POST',
  path: '/v1/alarms/:alarmId/read',
  roles: alarmRoles,
  ...bound,
  object: { kind: 'alarm', by: 'alarmId', unseen: 'NOT_FOUND' },
  isIdempotent: true,
  summary: { zh: '告警已阅', en: 'an alarm was seen' },
  request: z.object({}),
  response: z.object({ alarmId: uuid, readAt: instant, readBy: z.string() }),
});
