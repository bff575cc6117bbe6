import { randomUUID } from 'node:crypto';
import type { RouteContract } from '@lib/contracts/route';
import { routes } from '@lib/contracts/routes';
import { nameOf } from '../architecture/served-routes.js';
import { exampleOf } from './example.js';
import type { Side } from './side.js';

export interface Call {
  readonly method: string;
  /** Path inside the service. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

type Named = Readonly<Record<string, string>>;

/** What no schema can say of a body. In: the caller's own values, and those of the half that the call aims at. */
type Peculiar = (own: Named, target: Named) => Readonly<Record<string, unknown>>;

const instant = '2026-11-22T01:00:00.000Z';
const openEvent = (own: Named) => ({ kind: 'undo-scan', seq: 1, capturedAt: instant, tubeId: own['openTubeId'] });

/** A night's duty in a district. */
export const dutyOf = (dutyId: string, district: string) => ({
  ...{ dutyId, role: 'cdc-duty', districtCode: district, person: `duty-${district}` },
  startsAt: instant,
  endsAt: '2026-11-30T01:00:00.000Z',
});

const peculiar: Readonly<Record<string, Peculiar>> = {
  'batching POST /v1/journal': (own) => ({ events: [{ ...openEvent(own), subjectId: randomUUID() }] }),
  'batching POST /v1/batches': () => ({ batchId: randomUUID() }),
  'batching POST /v1/batches/:batchId/tubes': (own) => ({ tubeIds: [own['sealedTubeId']] }),
  'lab POST /v1/arrivals': (own, target) => ({ batchId: target['handedId'], received: [own['tubeId']] }),
  // The second laboratory of the caller's half, which none of the callers works in.
  'lab POST /v1/tubes/:tubeId/referrals': (own) => ({ toLab: `LAB-${own['districtCode']}` }),
  'notification POST /v1/duties': (_own, target) => ({
    duties: [dutyOf(randomUUID(), target['districtCode'] ?? '')],
  }),
  'isolation POST /v1/authority-orders': (own) => ({ participantIds: [own['participantId']] }),
  'registration POST /v1/campaigns': () => ({ kind: 'drill' }),
  'registration POST /v1/campaigns/:campaignId/sites': (_own, target) => ({
    siteCode: target['siteCode'],
    districtCode: target['districtCode'],
  }),
  'registration POST /v1/devices': () => ({ deviceId: randomUUID() }),
  // A device that nobody of the matrix is bound to: the others must not be shut out by the answer.
  'registration POST /v1/revocations': () => ({ kind: 'device', reason: 'lost' }),
  'registration POST /v1/shifts': (_own, target) => ({
    shiftId: randomUUID(),
    campaignId: target['campaignId'],
  }),
  'registration POST /v1/participants': () => ({ cardKind: 'passport', cardNumber: `E${Date.now()}`.slice(0, 9) }),
  'registration POST /v1/participants/resolve': () => ({ cardNumbers: ['E12345678'] }),
  'registration POST /v1/participants/masked': (_own, target) => ({ participantIds: [target['participantId']] }),
};

/** Values by the name of a member, where the schema alone would lead to a wrong one. */
export const usual: Readonly<Record<string, unknown>> = {
  opensAt: instant,
  closesAt: '2026-11-23T01:00:00.000Z',
  capturedAt: instant,
  code: '330105',
  sealNumber: 'S-1',
  takenOverBy: 'courier-1',
  resultVersion: 1,
  finding: 'inconclusive',
  reason: 'the matrix of rights',
  label: '1台',
  row: 2,
  id: 1,
  category: 'entrant',
  receiptNumber: 'CN330105-2026-1',
  validUntil: new Date(Date.now() + 7 * 86_400_000).toISOString(),
};

/** Members that a schema lets out one by one, but not all together. */
const added: Readonly<Record<string, object>> = {
  'registration POST /v1/participants/:participantId/contact': { phone: '13900000000' },
  'isolation POST /v1/tasks/:taskId/offer': { toPerson: 'duty-2' },
};

const files: Readonly<Record<string, (own: Named) => string>> = {
  'lab POST /v1/uploads': (own) => `试管编号,检测结果\r\n${own['tubeId']},阳性\r\n`,
  'registration POST /v1/campaigns/:campaignId/rosters': () => '姓名,证件号码\r\n王小明,E12345678\r\n',
};

const fileFor = (route: RouteContract, own: Side, key: Readonly<Record<string, string>>) => ({
  headers: { ...key, 'content-type': 'application/octet-stream' },
  body: files[nameOf(route)]?.(own.named) ?? 'a,b\r\n1,2\r\n',
});

/**
 * One call of a route. In: the route, the caller's half of the city, and the half whose thing the call names. `spiced`:
 * members that nobody asked for, beside those of the contract.
 */
export function callOf(route: RouteContract, own: Side, target: Side, spiced: object = {}): Call {
  const by = route.object?.by;
  const named: Record<string, string> = { ...own.named };
  const aimedAt = by === undefined ? undefined : target.named[by];
  if (by !== undefined && aimedAt !== undefined) named[by] = aimedAt;
  const path = route.path.replace(
    /:([A-Za-z]+)/g,
    (_all, name: string) => named[name] ?? String(usual[name] ?? randomUUID()),
  );
  const key: Readonly<Record<string, string>> = route.isIdempotent === true ? { 'idempotency-key': randomUUID() } : {};
  const call = { method: route.method, path };
  if (route.takesFile === true) return { ...call, ...fileFor(route, own, key) };
  if (route.request === undefined) return { ...call, headers: key };
  const special = peculiar[nameOf(route)]?.(own.named, target.named) ?? {};
  const body = exampleOf(route.request, { ...usual, ...named, ...special }) as object;
  const json = JSON.stringify({ ...spiced, ...added[nameOf(route)], ...body });
  return { ...call, headers: { ...key, 'content-type': 'application/json' }, body: json };
}

/** Out: the route of that name. Throws when the table has none. */
export function bodyOf(name: string): RouteContract {
  const found = routes.find((route) => nameOf(route) === name);
  if (found === undefined) throw new Error(`there is no route ${name}`);
  return found;
}
