import type { listDevices } from '@lib/contracts/http/registration/places';
import type { Revocation } from '@lib/contracts/http/registration/revocations';
import { ask, dayTimeOf, type Words } from '@lib/screens';
import { revocationReasons } from '@lib/vocabulary';
import type { z } from 'zod';

export type ListedDevice = z.output<typeof listDevices.response>['devices'][number];
export type { Revocation };

export const revocationsPath = '/api/registration/v1/revocations';
/** What is said once somebody or something is shut out. */
export const shutOut: Words = { zh: '已停用，一分钟内处处不再放行', en: 'shut out; nowhere let in within a minute' };

const pagesMax = 20;

/** In: a site, or nothing for whatever the reader may see. Out: its devices, page after page. */
export async function readDevices(site: string): Promise<ListedDevice[]> {
  const found: ListedDevice[] = [];
  let next: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const query = new URLSearchParams({ ...(site === '' ? {} : { site }), ...(next ? { cursor: next } : {}) });
    const answer = await ask<{ devices: ListedDevice[]; next?: string }>(`/api/registration/v1/devices?${query}`);
    found.push(...answer.devices);
    next = answer.next;
    if (next === undefined) break;
  }
  return found;
}

/** Why, by whom, since when and until when somebody or something is let in no longer. */
export function sayRevoked({ reason, revokedBy, recordedAt, until }: Revocation): Words {
  const why = revocationReasons[reason];
  const [since, end] = [dayTimeOf(recordedAt), until === null ? undefined : dayTimeOf(until)];
  return {
    zh: `${why.zh} · ${revokedBy} · ${since} 起${end === undefined ? '' : `，至 ${end}`}`,
    en: `${why.en} · ${revokedBy} · since ${since}${end === undefined ? '' : `, until ${end}`}`,
  };
}
