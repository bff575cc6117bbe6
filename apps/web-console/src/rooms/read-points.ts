import type { listIsolationPoints, listRooms, listUnplaced } from '@lib/contracts/http/isolation/isolation-points';
import { ask } from '@lib/screens';
import type { z } from 'zod';

export type Point = z.output<typeof listIsolationPoints.response>['points'][number];
export type Room = z.output<typeof listRooms.response>['rooms'][number];
export type Unplaced = z.output<typeof listUnplaced.response>['unplaced'][number];

const pagesMax = 10;

/** Points of the reader's district with what is free in each. Throws what isolation declines. */
export const readPoints = async (): Promise<Point[]> =>
  (await ask<{ points: Point[] }>('/api/isolation/v1/isolation-points')).points;

export const readRooms = async (pointId: string): Promise<Room[]> =>
  (await ask<{ rooms: Room[] }>(`/api/isolation/v1/isolation-points/${pointId}/rooms`)).rooms;

/** Whoever is to be in an isolation point by now and has no room, the oldest first. */
export async function readUnplaced(): Promise<Unplaced[]> {
  const people: Unplaced[] = [];
  let next: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const query: string = next === undefined ? '' : `?cursor=${encodeURIComponent(next)}`;
    const answer = await ask<{ unplaced: Unplaced[]; next?: string }>(`/api/isolation/v1/unplaced${query}`);
    people.push(...answer.unplaced);
    next = answer.next;
    if (next === undefined) break;
  }
  return people;
}

/** Only a point whose newest check list was answered with yes throughout takes people. */
export const takesPeople = ({ kind, isPassed, free }: Point): boolean =>
  kind !== 'waiting-rooms' && free > 0 && (kind !== 'isolation-point' || isPassed === true);
