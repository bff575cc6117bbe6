import { cursor, districtCode, instant, pageLimit, siteCode, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

export const putDivisions = defineRoute({
  service: 'registration',
  method: 'PUT',
  path: '/v1/divisions',
  roles: ['admin'],
  scope: 'none',
  bodyLimitBytes: 2_000_000,
  summary: { zh: '导入行政区划', en: 'import divisions' },
  request: z.object({
    divisions: z
      .array(
        z.object({
          code: z.string().regex(/^\d{2,12}$/),
          name: z.string().min(1).max(80),
          parentCode: z.string().optional(),
        }),
      )
      .min(1)
      .max(5000),
  }),
  response: z.object({ accepted: z.int() }),
});

export const site = z.object({
  siteCode,
  name: z.string().min(1).max(120),
  place: z.string().max(200).optional(),
  districtCode,
  streetCode: z
    .string()
    .regex(/^\d{9}$/)
    .optional(),
  longitude: z.number().min(-180).max(180).optional(),
  latitude: z.number().min(-90).max(90).optional(),
  openingHours: z.string().max(200).optional(),
});

export const registerSites = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/campaigns/:campaignId/sites',
  roles: ['admin', 'command-centre'],
  scope: 'none',
  object: { kind: 'campaign', by: 'campaignId', unseen: 'CAMPAIGN_UNKNOWN' },
  isIdempotent: true,
  bodyLimitBytes: 1_000_000,
  summary: { zh: '登记采样点', en: 'register sites' },
  request: z.object({ sites: z.array(site).min(1).max(1000) }),
  response: z.object({
    accepted: z.int(),
    errors: z.array(z.object({ row: z.int(), code: z.string(), message: z.string() })),
  }),
});

export const listSites = defineRoute({
  service: 'registration',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/sites',
  roles: ['admin', 'command-centre', 'sampler', 'site-manager', 'cdc-duty', 'isolation-officer'],
  scope: 'none',
  object: { kind: 'campaign', by: 'campaignId', unseen: 'CAMPAIGN_UNKNOWN', isOfAll: true },
  summary: { zh: '采样点列表', en: 'sites' },
  query: z.object({ cursor: cursor.optional(), limit: pageLimit(1000, 1000) }),
  response: z.object({ sites: z.array(site), next: z.string().optional() }),
});

export const registerDevice = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/devices',
  roles: ['admin', 'site-manager'],
  scope: 'site',
  scopeByRole: { admin: 'none' },
  object: { kind: 'site', by: 'siteCode', unseen: 'NOT_FOUND' },
  isIdempotent: true,
  summary: { zh: '登记设备', en: 'register a device' },
  request: z.object({ deviceId: uuid, siteCode, label: z.string().min(1).max(40) }),
  response: z.object({ deviceId: uuid }),
});

export const startShift = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/shifts',
  roles: ['admin', 'site-manager', 'sampler'],
  scope: 'site',
  scopeByRole: { admin: 'none' },
  object: { kind: 'site', by: 'siteCode', unseen: 'NOT_FOUND' },
  isIdempotent: true,
  summary: { zh: '开始班次', en: 'start a shift' },
  request: z.object({ shiftId: uuid, campaignId: uuid, siteCode, deviceId: uuid, capturedAt: instant.optional() }),
  response: z.object({ shiftId: uuid, endsAt: instant }),
});
