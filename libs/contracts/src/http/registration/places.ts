import { cursor, districtCode, instant, pageLimit, siteCode, uuid } from '@lib/contracts/fields';
import { revocation } from '@lib/contracts/http/registration/revocations';
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

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** Public half of a device's own key (P-256). The private half was made on the device and cannot leave it. */
export const deviceKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
});

export type DeviceKey = z.output<typeof deviceKey>;

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
  request: z.object({
    deviceId: uuid,
    siteCode,
    label: z.string().min(1).max(40),
    publicKey: deviceKey.optional(),
    /** Said by a person who has the device in hand: a known device gets another key in no other way. */
    replacesKey: z.boolean().optional(),
  }),
  response: z.object({ deviceId: uuid }),
});

/** `?site=&cursor=` Devices of the own site, or of any for an administrator, with what is let in no longer. */
export const listDevices = defineRoute({
  service: 'registration',
  method: 'GET',
  path: '/v1/devices',
  roles: ['admin', 'site-manager'],
  scope: 'site',
  scopeByRole: { admin: 'none' },
  summary: { zh: '设备与班次', en: 'devices and their shifts' },
  query: z.object({ site: siteCode.optional(), cursor: cursor.optional() }),
  response: z.object({
    devices: z.array(
      z.object({
        deviceId: uuid,
        siteCode,
        label: z.string(),
        /** The newest shift that runs on it. */
        shift: z.object({ shiftId: uuid, startedBy: z.string(), endsAt: instant }).nullable(),
        /** In force now, of the device or of its shift. */
        revocations: z.array(revocation),
      }),
    ),
    next: z.string().optional(),
  }),
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

/** What a device signs to get a shift's token; the gateway hands it on. Everything in it is known to the device. */
export const proveShift = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/shift-proofs',
  roles: 'public',
  scope: 'none',
  summary: { zh: '核验设备班次证明（证明本身即凭证）', en: 'check a device’s proof (the proof is the credential)' },
  bodyLimitBytes: 4_096,
  request: z.object({
    proof: z
      .string()
      .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/)
      .max(2_000),
  }),
  response: z.object({ actor: z.string(), siteCode, deviceId: uuid, shiftId: uuid, endsAt: instant }),
});
