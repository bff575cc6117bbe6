import type { RouteContract } from '@lib/contracts/route';

/** The parts of a request that its path is made from. */
export interface Asked {
  /** As it stands in the request line. */
  readonly url: string;
  /** What the router read in it, decoded. */
  readonly params: unknown;
}

/**
 * The path for the room: the pattern of the table with the parameters in it, never a piece of what the caller wrote.
 * A caller may spell one path in many ways (`/%61pi/…`, a whole address), and cutting it by length would cut elsewhere.
 * The query goes on as it is, because its order and spelling are the room's to read.
 */
export function roomPath(contract: RouteContract, { url, params }: Asked): string {
  const given = params as Readonly<Record<string, string>>;
  const path = contract.path.replace(/:([A-Za-z]+)/g, (_whole, name: string) => encodeURIComponent(given[name] ?? ''));
  const query = /\?([^#]*)/.exec(url)?.[1] ?? '';
  return query === '' ? path : `${path}?${query}`;
}
