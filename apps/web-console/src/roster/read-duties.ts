import { ask } from '@lib/screens';
import type { Duty } from './duties.js';

const pagesMax = 20;

/** Every duty that runs or is to come, page after page. */
export async function readDuties(): Promise<Duty[]> {
  const found: Duty[] = [];
  let next: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const query = next === undefined ? '' : `?cursor=${encodeURIComponent(next)}`;
    const answer = await ask<{ duties: Duty[]; next?: string }>(`/api/notification/v1/duties${query}`);
    found.push(...answer.duties);
    next = answer.next;
    if (next === undefined) break;
  }
  return found;
}
