import { Malformed } from '@lib/contracts/refusals';

/** Where the next page begins: the time and the id of the last row of this one. */
export interface Cursor {
  readonly at: Date;
  readonly id: string;
}

/** Out: a text that clients give back unread. */
export const encodeCursor = ({ at, id }: Cursor): string =>
  Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');

/** Out: the place, or nothing for the first page. Throws `Malformed` for what we did not write. */
export function decodeCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined || text === '') return undefined;
  const [at = '', id = ''] = Buffer.from(text, 'base64url').toString().split(' ');
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime()) || !/^[0-9a-f-]{14,36}$/.test(id)) {
    throw new Malformed([{ path: 'after', code: 'CURSOR_UNKNOWN', message: 'this is no cursor of ours' }]);
  }
  return { at: moment, id };
}
