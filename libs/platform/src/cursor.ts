import { z } from 'zod';

// A time, a UUID and a barcode together have some eighty characters; base64 makes a third more of it.
const cursorCharactersMax = 400;
const separator = ' ';

/** In: what the last row of a page is sorted by. Out: the text that a caller gives back unread to get the next page. */
export const encodeCursor = (...parts: readonly string[]): string =>
  Buffer.from(parts.join(separator)).toString('base64url');

/**
 * In: the form of each part, in the order in which `encodeCursor` got them. Out: a schema from the text to the parts, for
 * the query of a list. What we did not write is an input fault CURSOR_UNKNOWN, never a question to the database.
 */
export function cursorOf<const F extends readonly [z.ZodType, ...z.ZodType[]]>(...forms: F) {
  const whole = z.tuple(forms);
  return z.string().transform((text, context): z.output<typeof whole> => {
    const parts = text.length > cursorCharactersMax ? [] : Buffer.from(text, 'base64url').toString().split(separator);
    const read = whole.safeParse(parts);
    // base64 has several spellings of one text; we wrote exactly one.
    if (read.success && encodeCursor(...parts) === text) return read.data;
    context.addIssue({ code: 'custom', message: 'this is no cursor of ours', params: { fault: 'CURSOR_UNKNOWN' } });
    return z.NEVER;
  });
}
