import { instant, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** One stage of the funnel, counted in persons (人份) and in tubes (管数); the two are never mixed. */
export const funnelStage = z.object({
  stage: z.enum(['listed', 'sampled', 'sealed', 'handed', 'received', 'resulted', 'released']),
  persons: z.int(),
  tubes: z.int().nullable(),
});

export const funnel = z.object({
  campaignId: uuid,
  roundId: uuid.nullable(),
  kind: z.enum(['live', 'drill']),
  name: z.string(),
  asOf: instant,
  /** Newest event that the numbers hold; what is older than the stale limit is marked on the wall. */
  newestEventAt: instant.nullable(),
  stages: z.array(funnelStage),
  /** What left the funnel, by name: nothing disappears without a reason. */
  remainder: z.array(
    z.object({ reason: z.string(), zh: z.string(), en: z.string(), persons: z.int(), tubes: z.int() }),
  ),
  alarms: z.object({
    tubes: z.int(),
    openTubes: z.int(),
    cases: z.int(),
    recollections: z.int(),
    taken: z.int(),
    verified: z.int(),
    cleared: z.int(),
  }),
  personsPerTube: z.number().nullable(),
});

const audience = ['command-centre', 'admin', 'district-liaison', 'cdc-duty', 'auditor'] as const;

export const readFunnel = defineRoute({
  service: 'command-centre',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/funnel',
  roles: audience,
  scope: 'none',
  summary: { zh: '漏斗', en: 'the funnel' },
  response: funnel,
});

/** Counts per five minutes of event time (`capturedAt`), not of arrival. */
export const readThroughput = defineRoute({
  service: 'command-centre',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/throughput',
  roles: audience,
  scope: 'none',
  summary: { zh: '进度曲线（按事件时间）', en: 'throughput by event time' },
  response: z.object({
    campaignId: uuid,
    asOf: instant,
    bucketSeconds: z.int(),
    series: z.array(
      z.object({
        at: instant,
        personsSampled: z.int(),
        tubesSealed: z.int(),
        tubesReceived: z.int(),
        tubesResulted: z.int(),
        tubesReleased: z.int(),
      }),
    ),
  }),
});

export const streamFunnel = defineRoute({
  service: 'command-centre',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/stream',
  roles: audience,
  scope: 'none',
  isStream: true,
  summary: { zh: '实时漏斗', en: 'the funnel, live' },
});

export const listWatchedCampaigns = defineRoute({
  service: 'command-centre',
  method: 'GET',
  path: '/v1/campaigns',
  roles: audience,
  scope: 'none',
  summary: { zh: '行动列表', en: 'campaigns on the wall' },
  response: z.object({
    campaigns: z.array(
      z.object({ campaignId: uuid, name: z.string(), kind: z.enum(['live', 'drill']), openedAt: instant }),
    ),
  }),
});
