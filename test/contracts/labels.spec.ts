import { signOrder } from '@lib/contracts/http/isolation/bases';
import { registerPoint } from '@lib/contracts/http/isolation/isolation-points';
import { registerVehicle } from '@lib/contracts/http/isolation/transfers';
import { signWaitingOrder } from '@lib/contracts/http/isolation/waits';
import { describe, expect, test } from 'vitest';

const id = '0198f2a0-0000-7000-8000-000000000001';
const decree = { orderNumber: '演练〔2026〕1号', authority: '演练指挥部', legalBasis: '演练' };
const order = { ...decree, campaignId: id, siteCode: '330105-0001' };
const moment = '2026-11-22T08:00:00.000Z';
const point = { districtCode: '330105', kind: 'isolation-point', name: '三号隔离点', rooms: ['101'] };
const vehicle = { districtCode: '330105', label: '浙A·演01', capacity: 4 };
const waiting = { ...order, setting: 'gate', validUntil: moment };
const signed = { ...order, category: 'entrant', countsFrom: moment, participantIds: [id] };

interface Request {
  safeParse(value: unknown): { success: boolean };
}

/** Whatever staff write in their own words about a place, a vehicle or a decree, each with the rest of its request. */
const labels: readonly (readonly [what: string, request: Request, withText: (text: string) => object])[] = [
  ['the name of a point', registerPoint.request, (text: string) => ({ ...point, name: text })],
  ['the label of a room', registerPoint.request, (text: string) => ({ ...point, rooms: ['101', text] })],
  ['the label of a vehicle', registerVehicle.request, (text: string) => ({ ...vehicle, label: text })],
  ...Object.keys(decree).map(
    (name) =>
      [
        `${name} of an order about a place`,
        signWaitingOrder.request,
        (text: string) => ({ ...waiting, [name]: text }),
      ] as const,
  ),
  ...Object.keys(decree).map(
    (name) =>
      [
        `${name} of an order about persons`,
        signOrder.request,
        (text: string) => ({ ...signed, [name]: text }),
      ] as const,
  ),
];

const isTaken = (request: Request, value: object): boolean => request.safeParse(value).success;

describe.each(labels)('%s', (_what, request, withText) => {
  test.each(['101', '3号楼-201', '浙A·13800', '〔2026〕13800138', '21000000001235'])('may be %s', (text) => {
    expect(isTaken(request, withText(text))).toBe(true);
  });

  test.each([
    ...['13800138000', '王13800138000', 'A13800138000', '138 0013 8000', '138-0013-8000', '１３８００１３８０００'],
    ...['110101199003078515', '11010119900307851X', '110101 19900307 8515'],
  ])('is never %s: that is the number of a person', (text) => {
    expect(isTaken(request, withText(text))).toBe(false);
  });
});
