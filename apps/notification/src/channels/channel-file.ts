import { readJsonFile } from '@lib/platform';
import { roles } from '@lib/vocabulary';
import type { Role } from '@lib/vocabulary';
import { noticeKind } from '@lib/contracts/notice';
import { z } from 'zod';

const key = z.string().min(16).max(200);
const role = z.enum(Object.keys(roles) as [Role, ...Role[]]);
const webUrl = z.url({ protocol: /^https?$/ });

/** Which duty's notices go there; without a district all of the role's. */
const whose = { role, districtCode: z.string().optional() };

/**
 * The ways out, as a file that nobody but this service reads. `takesDrills` is false unless said: a drill's people have
 * made-up numbers, and those may be somebody's.
 */
export const channelFile = z.strictObject({
  mail: z
    .strictObject({
      host: z.string(),
      port: z.int().min(1).max(65_535),
      /** `tls` from the start, `starttls` demanded, or `none` on a loopback. */
      security: z.enum(['tls', 'starttls', 'none']),
      user: z.string().optional(),
      password: z.string().optional(),
      from: z.email(),
      /** Mailboxes of offices, never of a person. */
      mailboxes: z.array(z.strictObject({ ...whose, address: z.email() })).max(1_000),
      takesDrills: z.boolean().default(true),
    })
    .optional(),
  webhooks: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
        url: webUrl,
        key,
        kinds: z.array(noticeKind).min(1),
        districtCode: z.string().optional(),
        takesDrills: z.boolean().default(true),
      }),
    )
    .max(20)
    .default([]),
  sms: z
    .strictObject({
      url: webUrl,
      keyId: z.string().regex(/^[A-Za-z0-9._-]{1,80}$/),
      key,
      /** Signs the provider's delivery reports. */
      reportKey: key,
      takesDrills: z.boolean().default(false),
    })
    .optional(),
});

export type ChannelFile = z.output<typeof channelFile>;

/** In: the file's path, if one is set. Out: the ways out; only the screen when there is none. Throws for a file that is wrong. */
export async function readChannelFile(path: string | undefined): Promise<ChannelFile> {
  return path === undefined ? { webhooks: [] } : readJsonFile(path, channelFile, { isSecret: true });
}
