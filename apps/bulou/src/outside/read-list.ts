import type { Caller, OutsideClient } from './outside-client.js';

/**
 * Reads a list to its end, page by page.
 *
 * @param field name of the items in each page
 * @throws Error when a page leads back to itself: a cursor that is not taken would make the list endless
 */
export async function readList<T>(
  client: Pick<OutsideClient, 'ask'>,
  caller: Caller,
  path: string,
  field: string,
): Promise<T[]> {
  const items: T[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const glue = path.includes('?') ? '&' : '?';
    const from = cursor === undefined ? '' : `${glue}cursor=${encodeURIComponent(cursor)}`;
    const page: Record<string, unknown> = await client.ask(caller, { method: 'GET', path: `${path}${from}` });
    items.push(...(page[field] as T[]));
    cursor = page['next'] as string | undefined;
    if (cursor !== undefined && seen.has(cursor)) throw new Error(`${path} leads from ${cursor} back to itself`);
    if (cursor !== undefined) seen.add(cursor);
  } while (cursor !== undefined);
  return items;
}
