import { cursor, instant, pageLimit, uuid } from '@lib/contracts/fields';
import { campaignPolicy, policyChange } from '@lib/contracts/policy';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

export const campaignView = z.object({
  campaignId: uuid,
  name: z.string(),
  kind: z.enum(['live', 'drill']),
  timeScale: z.number(),
  targetPersons: z.int().optional(),
  policy: campaignPolicy,
  rounds: z.array(
    z.object({
      roundId: uuid,
      number: z.int(),
      opensAt: instant,
      closesAt: instant,
      state: z.enum(['open', 'closed']),
    }),
  ),
});

export const openCampaign = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/campaigns',
  roles: ['admin', 'command-centre'],
  scope: 'none',
  isIdempotent: true,
  summary: { zh: '开启行动', en: 'open a campaign' },
  request: z.object({
    campaignId: uuid.optional(),
    name: z.string().min(1).max(80),
    kind: z.enum(['live', 'drill']),
    timeScale: z.number().min(1).default(1),
    targetPersons: z.int().min(0).max(2_000_000_000).optional(),
    policy: policyChange.default({}),
  }),
  response: z.object({ campaignId: uuid, policyVersion: z.int() }),
});

export const changePolicy = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/campaigns/:campaignId/policy',
  roles: ['admin', 'command-centre'],
  scope: 'none',
  object: { kind: 'campaign', by: 'campaignId', unseen: 'CAMPAIGN_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '变更政策参数', en: 'change policy values' },
  request: z.object({ policy: policyChange, reason: z.string().min(1).max(200) }),
  response: z.object({ policyVersion: z.int() }),
});

export const listCampaigns = defineRoute({
  service: 'registration',
  method: 'GET',
  path: '/v1/campaigns',
  roles: [
    'admin',
    'command-centre',
    'sampler',
    'site-manager',
    'lab',
    'lab-supervisor',
    'cdc-duty',
    'isolation-officer',
    'district-liaison',
    'hotline',
    'epidemiologist',
    'community-cadre',
    'doctor',
    'sampling-squad',
    'gate-checker',
    'auditor',
  ],
  scope: 'none',
  summary: { zh: '行动列表', en: 'campaigns' },
  query: z.object({ cursor: cursor.optional(), limit: pageLimit(50, 100) }),
  response: z.object({ campaigns: z.array(campaignView), next: z.string().optional() }),
});

export const openRound = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/campaigns/:campaignId/rounds',
  roles: ['admin', 'command-centre'],
  scope: 'none',
  object: { kind: 'campaign', by: 'campaignId', unseen: 'CAMPAIGN_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '开启轮次', en: 'open a round' },
  request: z.object({
    roundId: uuid.optional(),
    number: z.int().min(1).max(10_000),
    opensAt: instant,
    closesAt: instant,
  }),
  response: z.object({ roundId: uuid }),
});

export const closeRound = defineRoute({
  service: 'registration',
  method: 'POST',
  path: '/v1/rounds/:roundId/close',
  roles: ['admin', 'command-centre'],
  scope: 'none',
  object: { kind: 'round', by: 'roundId', unseen: 'ROUND_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '结束轮次', en: 'close a round' },
  request: z.object({}),
  response: z.object({ roundId: uuid, closedAt: instant }),
});
