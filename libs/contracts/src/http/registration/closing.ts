import { instant, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** What became of one column that held, or could hold, something about people. */
export const erasedColumn = z.object({
  table: z.string(),
  column: z.string(),
  /** Rows with a value, before and after. */
  before: z.int(),
  after: z.int(),
  outcome: z.enum(['deleted', 'kept']),
  /** Why it is kept, and for how long. */
  why: z.string().optional(),
});

/** What registration signs when the identities of a campaign are gone. It names nobody but those who decided. */
export const certificateContent = z.object({
  certificateId: uuid,
  campaignId: uuid,
  kind: z.enum(['live', 'drill']),
  policyVersion: z.int(),
  reason: z.string(),
  proposedBy: z.string(),
  proposedAt: instant,
  confirmedBy: z.string(),
  confirmedAt: instant,
  erasedAt: instant,
  keysDestroyed: z.array(uuid),
  columns: z.array(erasedColumn),
});

const certificate = z.object({
  content: certificateContent,
  /** SHA-256 of the signed payload's bytes, hexadecimal. */
  sha256: z.string(),
  /** Compact JWS, ES256; its payload is the content as JSON. */
  signed: z.string(),
});

export const proposeClosing = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/campaigns/:campaignId/close',
  roles: ['admin', 'command-centre'],
  scope: 'none',
  object: { kind: 'campaign', by: 'campaignId', unseen: 'CAMPAIGN_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '提出办结行动（第一人）', en: 'propose to close a campaign (first person)' },
  request: z.object({ reason: z.string().min(2).max(200) }),
  response: z.object({ campaignId: uuid, proposedBy: z.string(), lapsesAt: instant }),
});

/** What one person proposed and nobody has confirmed yet; gone when it lapses. */
export const listClosings = defineRoute({
  service: 'registration',
  method: 'GET',
  path: '/v1/closings',
  roles: ['admin', 'command-centre', 'auditor'],
  scope: 'none',
  summary: { zh: '待第二人确认的办结', en: 'closings that wait for a second person' },
  response: z.object({
    closings: z.array(
      z.object({
        campaignId: uuid,
        name: z.string(),
        kind: z.enum(['live', 'drill']),
        reason: z.string(),
        proposedBy: z.string(),
        proposedAt: instant,
        lapsesAt: instant,
      }),
    ),
    asOf: instant,
  }),
});

export const confirmClosing = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/campaigns/:campaignId/close/confirm',
  roles: ['admin', 'command-centre'],
  scope: 'none',
  object: { kind: 'campaign', by: 'campaignId', unseen: 'CAMPAIGN_UNKNOWN' },
  isIdempotent: true,
  summary: {
    zh: '确认办结行动（第二人），删除身份信息',
    en: 'confirm the closing (second person) and delete identities',
  },
  request: z.object({}),
  response: z.object({ campaignId: uuid, closedAt: instant, keysDestroyed: z.int(), identities: z.int() }),
});

export const readCertificate = defineRoute({
  service: 'registration',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/certificate',
  roles: ['admin', 'command-centre', 'auditor'],
  scope: 'none',
  object: { kind: 'certificate', by: 'campaignId', unseen: 'NOT_FOUND' },
  summary: { zh: '行动办结证书', en: 'certificate of a closed campaign' },
  response: certificate,
});

export const listCertificateKeys = defineRoute({
  service: 'registration',
  method: 'GET',
  path: '/v1/certificate-keys',
  roles: ['admin', 'command-centre', 'auditor'],
  scope: 'none',
  summary: { zh: '证书验签公钥', en: 'public keys that certificates are checked with' },
  response: z.object({ keys: z.array(z.record(z.string(), z.string())) }),
});
