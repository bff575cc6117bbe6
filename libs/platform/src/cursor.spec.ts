import { instant, uuid } from '@lib/contracts/fields';
import { Malformed } from '@lib/contracts/refusals';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cursorOf, encodeCursor, parse } from './index.js';

const form = cursorOf(instant, uuid);
const place = ['2026-11-21T08:30:00.000Z', '0198f2a0-0000-7000-8000-0000000000aa'] as const;

describe('a cursor', () => {
  test('comes back as what it was made of', () => {
    expect(parse(form, encodeCursor(...place))).toEqual(place);
  });

  test.each<[string, unknown]>([
    ['nothing', ''],
    ['junk', 'junk'],
    ['the parts of another list', encodeCursor(place[1], place[0])],
    ['too few parts', encodeCursor(place[0])],
    ['too many parts', encodeCursor(...place, 'more')],
    ['a day that is none', encodeCursor('2026-13-41T08:30:00.000Z', place[1])],
    ['another spelling of the same', `${encodeCursor(...place)}=`],
    ['a text without end', 'A'.repeat(100_000)],
    ['two of them', [encodeCursor(...place), encodeCursor(...place)]],
  ])('that is %s is malformed', (_what, text) => {
    expect(() => parse(form, text)).toThrow(Malformed);
  });

  test('says which fault it has', () => {
    const read = () => parse(form, 'junk');
    expect(read).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ code: 'CURSOR_UNKNOWN' })] }));
  });

  test('of any text is read or malformed, nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.anything()), (text) => {
        try {
          parse(form, text);
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
    );
  });
});
