import type { DeviceKey } from '@lib/contracts/http/registration/places';
import { Refusal } from '@lib/contracts/refusals';
import type { Role } from '@lib/vocabulary';

// 6 h: the sampler-shift behind "samplers = population ÷ 360", sixty people an hour (domain R8).
const shiftHours = 6;

// 24 h: an area is sampled and tested within that (domain R1). What a device still holds by then is found by the round's
// closing count, and a person brings it in.
const lateSyncHours = 24;

/**
 * A device stands at one site. Whoever runs a site may register devices there and may not take one from another site;
 * an administrator may move it.
 */
export function mayPutDevice(standsAt: string | undefined, siteCode: string, role: Role): void {
  if (standsAt === undefined || standsAt === siteCode || role === 'admin') return;
  throw new Refusal('DEVICE_OF_OTHER_SITE');
}

/**
 * A person starts a shift with their own sign-in. The device signs for the shift that was started; if it could start the
 * next one, whom the organisation signs in no longer would stay. Throws UNAUTHENTICATED for the token of a shift.
 */
export function mustBeSignedIn({ shiftEndsAt }: { readonly shiftEndsAt?: unknown }): void {
  if (shiftEndsAt !== undefined) throw new Refusal('UNAUTHENTICATED');
}

/** A shift is worked with a device of the same site, and ends by itself. Throws NOT_FOUND, DEVICE_OF_OTHER_SITE. */
export function shiftEnd(deviceStandsAt: string | undefined, siteCode: string, startedAt: Date): Date {
  if (deviceStandsAt === undefined) throw new Refusal('NOT_FOUND', { what: 'device' });
  if (deviceStandsAt !== siteCode) throw new Refusal('DEVICE_OF_OTHER_SITE');
  return new Date(startedAt.getTime() + shiftHours * 3_600_000);
}

/**
 * In: the key that stands, the key that is brought, and whether a person said that it replaces the other. Out: the key
 * from now on. A key is put once; whoever could put another one later could make tokens of this device elsewhere.
 * Throws DEVICE_KEY_KNOWN.
 */
export function keyAfter(
  stored: DeviceKey | null,
  given: DeviceKey | undefined,
  isReplaced: boolean,
): DeviceKey | null {
  if (given === undefined || (stored?.x === given.x && stored.y === given.y)) return stored;
  if (stored !== null && !isReplaced) throw new Refusal('DEVICE_KEY_KNOWN');
  return given;
}

/**
 * A device proves a shift that was started on it at the site where it still stands, from its start until the time for
 * handing in is over, with the key that it had when the shift began: whoever runs a site may give a device another key,
 * and must not become the sampler who worked with it. Throws DEVICE_PROOF_WRONG and SHIFT_OVER.
 */
export function mayProve(
  device: { readonly deviceId: string; readonly siteCode: string; readonly keySince: Date | null },
  shift:
    | { readonly deviceId: string; readonly siteCode: string; readonly recordedAt: Date; readonly endsAt: Date }
    | undefined,
  now: Date,
): void {
  if (shift === undefined || shift.deviceId !== device.deviceId || shift.siteCode !== device.siteCode) {
    throw new Refusal('DEVICE_PROOF_WRONG');
  }
  if (device.keySince !== null && shift.recordedAt < device.keySince) throw new Refusal('DEVICE_PROOF_WRONG');
  if (now.getTime() >= shift.endsAt.getTime() + lateSyncHours * 3_600_000) throw new Refusal('SHIFT_OVER');
}
