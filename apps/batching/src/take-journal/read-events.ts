import { type DeviceEvent, deviceEvent } from '@lib/contracts/http/batching/journal';
import type { RefusalCode } from '@lib/contracts/refusals';
import { canonicalJson, type HashOfText } from '@lib/vocabulary';
import { uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A device event as it came: well formed, or with the reason why it is not. */
export interface ReadEvent {
  readonly seq: number;
  /** As the device sent it: the rolling hash covers this, so that the device can reckon it too. */
  readonly raw: unknown;
  readonly event: DeviceEvent | undefined;
  readonly fault: Extract<RefusalCode, 'TUBE_CODE_WRONG' | 'EVENT_MALFORMED'> | undefined;
}

/**
 * The frame of a POST. The events in it are read one by one: one that is not well formed is refused by itself, or a
 * single wrong barcode would keep a device from ever sending what stands behind it.
 */
export const journalFrame = z.object({
  campaignId: uuid.toLowerCase(),
  deviceId: uuid.toLowerCase(),
  events: z
    .array(z.looseObject({ seq: z.int().min(1).max(2_147_483_647) }))
    .min(1)
    .max(500),
});

/** In: the events of a frame. Out: each read, in order of their numbers. */
export function readEvents(raws: z.output<typeof journalFrame>['events']): ReadEvent[] {
  return raws.map(readEvent).sort((a, b) => a.seq - b.seq);
}

function readEvent(raw: { seq: number }): ReadEvent {
  const parsed = deviceEvent.safeParse(raw);
  if (parsed.success) return { seq: raw.seq, raw, event: inLowerCase(parsed.data), fault: undefined };
  const isBarcode = parsed.error.issues.every((issue) => issue.path.join('.') === 'tubeId');
  return { seq: raw.seq, raw, event: undefined, fault: isBarcode ? 'TUBE_CODE_WRONG' : 'EVENT_MALFORMED' };
}

// The database spells a UUID in one way only; a second spelling would make two people of one.
function inLowerCase(event: DeviceEvent): DeviceEvent {
  switch (event.kind) {
    case 'open-tube': {
      const { orderId, ...rest } = event;
      const roundId = event.roundId.toLowerCase();
      return orderId === undefined ? { ...rest, roundId } : { ...rest, roundId, orderId: orderId.toLowerCase() };
    }
    case 'scan':
    case 'undo-scan':
      return { ...event, subjectId: event.subjectId.toLowerCase() };
    case 'seal-tube':
    case 'void-tube':
      return event;
  }
}

/** Tells two events under one number apart. What is not well formed leaves only its fault: it may hold anything. */
export function fingerprintOf(hash: HashOfText, { raw, fault }: ReadEvent): string {
  return hash(fault === undefined ? canonicalJson(raw) : `not well formed: ${fault}`);
}
