import { describe, expect, test } from 'vitest';
import { closeRound, openRound } from './campaign.decider.js';

const plan = {
  roundId: 'round-1',
  number: 1,
  opensAt: new Date('2026-11-21T00:00:00Z'),
  closesAt: new Date('2026-11-21T12:00:00Z'),
};
const at = new Date('2026-11-21T13:00:00Z');
const open = openRound('campaign-1', plan, []);

describe('a round', () => {
  test('is open until a person closes it', () => {
    expect(open).toEqual({ ...plan, campaignId: 'campaign-1', closedAt: null });
    expect(closeRound(open, at).closedAt).toEqual(at);
  });

  test('is not opened twice', () => {
    expect(() => openRound('campaign-1', plan, [open])).toThrow('ROUND_EXISTS');
  });

  test('is not closed twice', () => {
    expect(() => closeRound(closeRound(open, at), at)).toThrow('ROUND_CLOSED');
  });

  test('that nobody opened cannot be closed', () => {
    expect(() => closeRound(undefined, at)).toThrow('ROUND_UNKNOWN');
  });
});
