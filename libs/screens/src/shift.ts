import { ask } from './ask.js';
import { ownDevice, proofOf, publicKeyOf } from './device-key.js';

const keptAs = 'bulou.shift';

/** Registers this browser as a device of the site; whoever runs the site does this with the device in hand. */
export async function registerThisDevice(siteCode: string, label: string): Promise<void> {
  const device = await ownDevice();
  const json = { deviceId: device.deviceId, siteCode, label, publicKey: await publicKeyOf(device) };
  await ask('/api/registration/v1/devices', { method: 'POST', json });
}

/** Starts a shift on this device; from here on the device signs for it, and the person's own sign-in ends. */
export async function startShiftHere(campaignId: string, siteCode: string): Promise<void> {
  const { deviceId } = await ownDevice();
  const json = { shiftId: crypto.randomUUID(), campaignId, siteCode, deviceId };
  const { shiftId } = await ask<{ shiftId: string }>('/api/registration/v1/shifts', { method: 'POST', json });
  localStorage.setItem(keptAs, shiftId);
  await proveShift();
}

/** Gets the token of the shift that was started here, or gets it anew. Out: false when no shift was started here. */
export async function proveShift(): Promise<boolean> {
  const shiftId = localStorage.getItem(keptAs);
  if (shiftId === null) return false;
  const proof = await proofOf(await ownDevice(), shiftId, await aheadMs());
  await ask('/api/gateway/v1/shift-tokens', { method: 'POST', json: { proof } });
  return true;
}

// The clock of a telephone may be minutes off; a proof is good for one.
async function aheadMs(): Promise<number> {
  const { headers } = await fetch('/api/gateway/v1/session/ways', { cache: 'no-store' });
  const told = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(told) ? 0 : told - Date.now();
}
