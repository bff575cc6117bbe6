import { cursor, instant, siteCode, tubeId, uuid, words } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** `?campaign=&cursor=` Detected pools of which nobody was detected alone, and what is still owed because of them. */
export const listDiscordantPools = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/discordant-pools',
  roles: ['cdc-duty', 'isolation-officer', 'district-liaison', 'command-centre'],
  scope: 'district',
  scopeByRole: { 'command-centre': 'none' },
  summary: { zh: '混检与单检不一致的采样管', en: 'pools at odds with the single tubes of their members' },
  query: z.object({ campaign: uuid.optional(), cursor: cursor.optional() }),
  response: z.object({
    pools: z.array(
      z.object({
        escalationId: uuid,
        campaignId: uuid,
        tubeId,
        resultVersion: z.int(),
        siteCode,
        persons: z.int(),
        foundAt: instant,
        owner: z.object({ role: z.literal('cdc-duty'), place: z.string() }),
        retest: z.object({
          owner: z.object({ role: z.literal('lab') }),
          dueAt: instant,
          outcome: z.enum(['confirmed', 'changed']).nullable(),
          answeredAt: instant.nullable(),
        }),
        /** Second swabs: not yet to be drawn, asked for, answered by a result, and no longer owed. */
        secondSwabs: z.object({ owed: z.int(), asked: z.int(), answered: z.int(), waived: z.int() }),
        /** When the first of those that are not asked for yet may be drawn, and the last should be. */
        nextFrom: instant.nullable(),
        lastDueAt: instant.nullable(),
        nextStep: words,
      }),
    ),
    asOf: instant,
    next: z.string().optional(),
  }),
});
