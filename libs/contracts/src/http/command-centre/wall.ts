import { instant, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** One stage of the funnel, counted in persons (人份) and in tubes (管数); the two are never mixed. */
export const funnelStage = z.object({
  stage: z.enum(['listed', 'sampled', 'sealed', 'handed', 'received', 'resulted', 'released']),
  persons: z.int(),
  tubes: z.int().nullable(),
});

/** Tubes that have no answer yet, or never will, and why; `isWaiting` when somebody is still to do the next step. */
export const remainder = z.object({
  reason: z.string(),
  zh: z.string(),
  en: z.string(),
  isWaiting: z.boolean(),
  persons: z.int(),
  tubes: z.int(),
});

const count = z.object({ persons: z.int(), tubes: z.int() });

/**
 * `stages`, `answered` and `remainder` count the tubes of rounds; `recollection` counts the single tubes of people who
 * were called again, apart from them. In each, sampled = answered + every remainder that came from a sampled tube.
 */
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
  remainder: z.array(remainder),
  /** Released with an answer that stands: neither invalid, nor cancelled, nor an alarm whose people are still open. */
  answered: count,
  recollection: z.object({ stages: z.array(funnelStage), answered: count, remainder: z.array(remainder) }),
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

export type Funnel = z.output<typeof funnel>;
export type FunnelStage = z.output<typeof funnelStage>['stage'];
export type Remainder = z.output<typeof remainder>;

/** `?round=` narrows every number but the listed persons to one round. */
export const readFunnel = defineRoute({
  service: 'command-centre',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/funnel',
  roles: audience,
  scope: 'none',
  object: { kind: 'campaign', by: 'campaignId', unseen: 'CAMPAIGN_UNKNOWN' },
  summary: { zh: '漏斗', en: 'the funnel' },
  query: z.object({ round: uuid.optional() }),
  response: funnel,
});

/** Counts per five minutes of event time (`capturedAt`), not of arrival, of the tubes of rounds. `?round=` */
export const readThroughput = defineRoute({
  service: 'command-centre',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/throughput',
  roles: audience,
  scope: 'none',
  object: { kind: 'campaign', by: 'campaignId', unseen: 'CAMPAIGN_UNKNOWN' },
  summary: { zh: '进度曲线（按事件时间）', en: 'throughput by event time' },
  query: z.object({ round: uuid.optional() }),
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

/**
 * Events `funnel` (the whole funnel: at once, then at most once a second when it changed) and `heartbeat`
 * (`{asOf}`, every five seconds of silence: a wall that hears neither for fifteen is stale). `?round=`
 */
export const streamFunnel = defineRoute({
  service: 'command-centre',
  method: 'GET',
  path: '/v1/campaigns/:campaignId/stream',
  roles: audience,
  scope: 'none',
  object: { kind: 'campaign', by: 'campaignId', unseen: 'CAMPAIGN_UNKNOWN' },
  isStream: true,
  summary: { zh: '实时漏斗', en: 'the funnel, live' },
  query: z.object({ round: uuid.optional() }),
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
