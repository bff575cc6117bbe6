import { Refusal } from '@lib/contracts/refusals';
import type { Role } from '@lib/vocabulary';

// 6 h: the sampler-shift behind "samplers = population ÷ 360", sixty people an hour (domain R8).
const shiftHours = 6;

/**
 * A device stands at one site. Whoever runs a site may register devices there and may not take one from another site;
 * an administrator may move it.
 */
export function mayPutDevice(standsAt: string | undefined, siteCode: string, role: Role): void {
  if (standsAt === undefined || standsAt === siteCode || role === 'admin') return;
  throw new Refusal('DEVICE_OF_OTHER_SITE');
}

/** A shift is worked with a device of the same site, and ends by itself. Throws NOT_FOUND, DEVICE_OF_OTHER_SITE. */
export function shiftEnd(deviceStandsAt: string | undefined, siteCode: string, startedAt: Date): Date {
  if (deviceStandsAt === undefined) throw new Refusal('NOT_FOUND', { what: 'device' });
  if (deviceStandsAt !== siteCode) throw new Refusal('DEVICE_OF_OTHER_SITE');
  return new Date(startedAt.getTime() + shiftHours * 3_600_000);
}
