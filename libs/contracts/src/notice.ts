import { instant, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { noticeCauses, noticeKinds, noticeStandings } from '@lib/vocabulary';
import type { NoticeKindName } from '@lib/vocabulary';
import { z } from 'zod';

export const noticeKind = z.enum(Object.keys(noticeKinds) as [NoticeKindName, ...NoticeKindName[]]);

/** What a notice speaks of. At most one goes to a person about a result version, whatever its kind. */
export const noticeCause = z.strictObject({
  kind: z.enum(noticeCauses),
  /** A tube, something with an id of ours, or a word of the house: never a number that a person goes by. */
  id: z.string().regex(/^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{14}|[a-z][a-z0-9.-]{0,63})$/),
  version: z.int().min(1),
});

/** What is looked at again in the transaction that sends; `sequence` is how many facts of it had been told. */
export const noticeRestsOn = z.strictObject({
  kind: z.enum(['case', 'measure', 'order']),
  id: uuid,
  sequence: z.int().min(0),
  state: z.enum(noticeStandings),
});

/** What another room says of it: codes and times. */
export const noticeCodes = z.strictObject({
  tubeId: tubeId.optional(),
  siteCode: siteCode.optional(),
  dueAt: instant.optional(),
  startsAt: instant.optional(),
  endsAt: instant.optional(),
});

/**
 * What the words of a template may name, never anything that leads to a person. `office`, `decree` and `phone` are those
 * of an authority, as the policy pack prints them; `what` is a word of the house.
 */
export const noticeFields = noticeCodes.extend({
  office: z.string().max(80).optional(),
  decree: z.string().max(80).optional(),
  phone: z.string().max(40).optional(),
  what: z.string().max(80).optional(),
});

export type NoticeFields = z.output<typeof noticeFields>;
