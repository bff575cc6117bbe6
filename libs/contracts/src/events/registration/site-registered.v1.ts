import { defineEvent } from '@lib/contracts/event';
import { districtCode, instant, siteCode, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A sampling site exists at a place. */
export const SiteRegisteredV1 = defineEvent({
  producer: 'registration',
  name: 'site-registered',
  topic: 'bulou.site',
  meaning: 'A sampling site exists at a place.',
  shape: z.object({
    campaignId: uuid,
    siteCode,
    districtCode,
    name: z.string().min(1).max(120),
    longitude: z.number().optional(),
    latitude: z.number().optional(),
    registeredAt: instant,
  }),
  keyOf: (content) => content.siteCode,
  example: {
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    siteCode: '330105-0001',
    districtCode: '330105',
    name: '东苑广场采样点',
    longitude: 120.142877,
    latitude: 30.342134,
    registeredAt: '2026-11-21T08:00:00.000Z',
  },
});
