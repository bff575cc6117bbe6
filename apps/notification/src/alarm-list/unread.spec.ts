import { describe, expect, test } from 'vitest';
import { unreadOf } from './alarm-view.store.js';
import type { UnreadFor } from './alarm-view.store.js';

const place: readonly UnreadFor[] = [
  { person: null, unread: 2, newest: 'b' },
  { person: 'cadre-7', unread: 1, newest: 'c' },
];

describe('what is unread on a screen', () => {
  test('is what is for all, and what is for that person; never what is for another', () => {
    expect(unreadOf(place, 'cadre-7').unread).toBe(3);
    expect(unreadOf(place, 'cadre-8').unread).toBe(2);
    expect(unreadOf([], 'cadre-8').unread).toBe(0);
  });

  test('changes its mark when something comes, is read, or one is read while another comes', () => {
    const marks = [
      place,
      [{ person: null, unread: 3, newest: 'd' }, place[1]!],
      [{ person: null, unread: 1, newest: 'b' }, place[1]!],
      [{ person: null, unread: 2, newest: 'd' }, place[1]!],
    ].map((now) => unreadOf(now, 'cadre-7').mark);
    expect(new Set(marks).size).toBe(marks.length);
    expect(unreadOf(place, 'cadre-8').mark).toBe(unreadOf([place[0]!], 'cadre-8').mark);
  });
});
