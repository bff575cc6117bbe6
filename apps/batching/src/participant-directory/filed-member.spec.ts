import { describe, expect, test } from 'vitest';
import { type FiledMember, type FiledTube, pairsAmong } from './filed-member.js';

const member = (participantId: string, tube_id: string, round_id = 'round'): FiledMember => ({
  tube: { tube_id, round_id, campaign_id: 'campaign', purpose: 'round', state: 'sealed' } as FiledTube,
  participantId,
  position: 1,
  recordedAt: new Date(0),
  counts: true,
});

describe('persons filed together', () => {
  test('each two tubes of a person in a round are one pair, the smaller barcode first', () => {
    const pairs = pairsAmong([member('a', '3'), member('b', '3'), member('a', '1'), member('a', '2')]);
    expect(
      pairs.map(({ participant_id, earlier_tube_id, tube_id }) => [participant_id, earlier_tube_id, tube_id]),
    ).toEqual([
      ['a', '1', '3'],
      ['a', '2', '3'],
      ['a', '1', '2'],
    ]);
  });

  test('another round and another person are no pair', () => {
    expect(pairsAmong([member('a', '1'), member('b', '2'), member('a', '2', 'next')])).toEqual([]);
  });
});
