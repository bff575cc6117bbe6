import type { listTransfers, listVehicles } from '@lib/contracts/http/isolation/transfers';
import type { listIsolationPoints } from '@lib/contracts/http/isolation/isolation-points';
import { ask } from '@lib/screens';
import type { z } from 'zod';

type TransferPage = z.output<typeof listTransfers.response>;
export type Transfer = TransferPage['transfers'][number];
export type Vehicle = z.output<typeof listVehicles.response>['vehicles'][number];
export type IsolationPoint = z.output<typeof listIsolationPoints.response>['points'][number];

const room = '/api/isolation/v1';

/** Who is to be fetched or under way, from this district or into it, the most urgent first. Throws what isolation declines. */
export async function readTransfers(): Promise<Transfer[]> {
  const found: Transfer[] = [];
  let next: string | undefined;
  do {
    const page = await ask<TransferPage>(`${room}/transfers${next ? `?cursor=${encodeURIComponent(next)}` : ''}`);
    found.push(...page.transfers);
    next = page.next;
  } while (next !== undefined);
  return found;
}

/** Where somebody may be brought: hospitals, and points whose list passed and that have a room. */
export async function readDestinations(): Promise<IsolationPoint[]> {
  const { points } = await ask<{ points: IsolationPoint[] }>(`${room}/isolation-points`);
  return points.filter(
    ({ kind, isPassed, free }) => kind === 'hospital' || (kind === 'isolation-point' && isPassed === true && free > 0),
  );
}

export const readVehicles = async (): Promise<Vehicle[]> =>
  (await ask<{ vehicles: Vehicle[] }>(`${room}/vehicles`)).vehicles;
