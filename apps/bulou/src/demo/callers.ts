import type { Caller } from '../outside/outside-client.js';

/** The people of the practice round as the tokens say them: each has one role and no more than its own place. */
export const admin: Caller = { sub: 'practice-admin', role: 'admin', scope: {} };

export const wall: Caller = { sub: 'practice-wall', role: 'command-centre', scope: {} };

export const samplerOf = (siteCode: string, deviceId: string, shiftId: string): Caller => ({
  sub: `sampler-${deviceId.slice(-12)}`,
  role: 'sampler',
  scope: { site: siteCode, device: deviceId, shift: shiftId },
});

export const siteManagerOf = (siteCode: string): Caller => ({
  sub: `manager-${siteCode}`,
  role: 'site-manager',
  scope: { site: siteCode, district: siteCode.slice(0, 6) },
});

export const technicianOf = (labCode: string): Caller => ({
  sub: `technician-${labCode}`,
  role: 'lab',
  scope: { lab: labCode },
});

export const supervisorOf = (labCode: string): Caller => ({
  sub: `supervisor-${labCode}`,
  role: 'lab-supervisor',
  scope: { lab: labCode },
});

export const dutyOf = (district: string): Caller => ({
  sub: `duty-${district}`,
  role: 'cdc-duty',
  scope: { district },
});

export const residentOf = (participantId: string): Caller => ({
  sub: `resident-${participantId.slice(0, 8)}`,
  role: 'resident',
  scope: { participant: participantId },
});
