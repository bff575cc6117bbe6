import type { TokenClaims } from '@lib/platform';
import type { Role } from '@lib/vocabulary';
import { zoneChecks } from '@lib/vocabulary';
import type { Ask } from './ask.js';

interface Where {
  readonly district: string;
  readonly campaignId: string;
  readonly participantId: string;
  readonly as: (role: Role) => TokenClaims;
}

/** Out: by the name of each, an isolation point, a room of it, and the stay of a person who is held. */
export async function takeIn(ask: Ask, { district, campaignId, participantId, as }: Where) {
  const api = '/api/isolation/v1';
  const officer = as('isolation-officer');
  const place = { districtCode: district, kind: 'isolation-point', name: '隔离点', rooms: ['101', '102'] };
  const made = await ask<{ pointId: string; rooms: { roomId: string }[] }>(
    officer,
    'POST',
    `${api}/isolation-points`,
    place,
  );
  const { pointId, rooms } = made;
  const answers = Object.fromEntries(Object.keys(zoneChecks).map((name) => [name, true]));
  const list = { inspectedOn: '2026-11-22', zoneChecks: answers };
  await ask(as('doctor'), 'POST', `${api}/isolation-points/${pointId}/inspections`, list);
  const stay = { campaignId, participantId };
  const { stayId } = await ask<{ stayId: string }>(officer, 'POST', `${api}/isolation-points/${pointId}/stays`, stay);
  return { pointId, stayId, roomId: rooms[1]?.roomId ?? '' };
}

/** Out: the wait of somebody for the result of their own tube. */
export async function waitAlone(ask: Ask, { campaignId, participantId, as }: Where, siteCode: string, tubeId: string) {
  const body = { campaignId, participantId, tubeId, siteCode, setting: 'fever-clinic' };
  const { waitId } = await ask<{ waitId: string }>(as('doctor'), 'POST', '/api/isolation/v1/waits', body);
  return { waitId };
}
