import { ask, type Session, type Words } from '@lib/screens';
import { roles, type Role } from '@lib/vocabulary';

/** One thing that waits for somebody: what it is, who has to act, and what is to be done. */
export interface WorkLine {
  readonly key: string;
  readonly what: Words;
  readonly owner: Words;
  readonly next: Words;
  readonly since: string;
  /** What the reader may do about it here, by one click; none where the act has a place of its own. */
  readonly acts?: readonly WorkAct[];
}

export interface WorkAct {
  readonly name: Words;
  readonly path: string;
  readonly json: object;
  /** Whom or what of it the act is for, all of them unless somebody unticks one; `member` of what is sent. */
  readonly among?: {
    readonly member: string;
    readonly options: readonly { readonly value: string; readonly name: Words }[];
  };
}

export interface WorkList {
  readonly name: string;
  readonly title: Words;
  /** Where it is read, page after page. */
  readonly path: (session: Session) => string;
  /** The member of the answer that holds the lines. */
  readonly member: string;
  readonly line: (row: never, session: Session) => WorkLine;
  /** Nothing in it waits: it opens by a click only. */
  readonly isForReading?: true;
}

export interface Owned {
  readonly owner: { readonly role: Role; readonly place: string };
}

export const nameOf = (role: string): Words =>
  (roles as Partial<Record<string, Words>>)[role] ?? { zh: role, en: role };
export const ownerOf = ({ owner: { role, place } }: Owned): Words => {
  const words = nameOf(role);
  return { zh: `${words.zh} ${place}`, en: `${words.en} ${place}` };
};
export const tail = (id: string | null): string => (id === null ? '–' : `…${id.slice(-6)}`);
export const pathWith = (path: string) => (session: Session) =>
  `${path}${session.campaignId ? `?campaign=${session.campaignId}` : ''}`;

const pagesMax = 5;

/** Reads a list to its end, or to a thousand lines: whoever has that many needs help and not a longer page. */
export async function readWorkList(list: WorkList, session: Session): Promise<WorkLine[]> {
  const lines: WorkLine[] = [];
  let next: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const path = list.path(session);
    const query = next === undefined ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(next)}`;
    const answer = await ask<Record<string, unknown>>(`${path}${query}`);
    lines.push(...((answer[list.member] ?? []) as never[]).map((row) => list.line(row, session)));
    next = answer['next'] as string | undefined;
    if (next === undefined) break;
  }
  return lines;
}
