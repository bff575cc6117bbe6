import { describe, expect, test } from 'vitest';
import { roomsMax, roomsOf } from './room-labels.js';

describe('rooms as somebody writes them', () => {
  test('a span counts up, single rooms stand beside it, and no room comes twice', () => {
    expect(roomsOf('101 ～ 104，201、 103')).toEqual(['101', '102', '103', '104', '201']);
    expect(roomsOf('A08至A10')).toEqual(['A08', 'A09', 'A10']);
    expect(roomsOf('A08~10')).toEqual(['A08', 'A09', 'A10']);
    expect(roomsOf('')).toEqual([]);
  });

  test('a hyphen belongs to the label: building 3, room 201 is one room', () => {
    expect(roomsOf('3-201')).toEqual(['3-201']);
    expect(roomsOf('3-201~3-203')).toBeUndefined();
  });

  test('a span that counts down, a label that is too long and too many rooms are not guessed at', () => {
    for (const wrong of ['120~101', '~', '1~', 'x'.repeat(21), `1~${roomsMax + 1}`])
      expect(roomsOf(wrong)).toBeUndefined();
    expect(roomsOf(`1~${roomsMax}`)).toHaveLength(roomsMax);
  });
});
