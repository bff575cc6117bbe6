import { describe, expect, test } from 'vitest';
import { mustBeFinished, mustBeSecondPerson } from './closing.decider.js';

const proposedAt = new Date('2026-12-20T08:00:00Z');
const proposal = { proposedBy: 'admin-1', proposedAt, confirmedAt: null };
const later = (hours: number) => new Date(proposedAt.getTime() + hours * 3_600_000);

describe('a campaign', () => {
  test('is not closed while a round is open or somebody waits to be sampled again', () => {
    expect(() => mustBeFinished('c', { openRounds: 1, openOrders: 0, measures: 0 })).toThrow('CAMPAIGN_ROUNDS_OPEN');
    expect(() => mustBeFinished('c', { openRounds: 0, openOrders: 1, measures: 0 })).toThrow(
      'CAMPAIGN_PEOPLE_UNANSWERED',
    );
    expect(() => mustBeFinished('c', { openRounds: 0, openOrders: 0, measures: 1 })).toThrow('CAMPAIGN_PEOPLE_KEPT');
    expect(() => mustBeFinished('c', { openRounds: 0, openOrders: 0, measures: 0 })).not.toThrow();
  });

  test('is closed by two people within a day', () => {
    expect(() => mustBeSecondPerson(proposal, 'admin-2', later(24))).not.toThrow();
    expect(() => mustBeSecondPerson(proposal, 'admin-1', later(1))).toThrow('CLOSING_NEEDS_SECOND_PERSON');
    expect(() => mustBeSecondPerson(proposal, 'admin-2', later(25))).toThrow('CLOSING_NOT_PROPOSED');
    expect(() => mustBeSecondPerson(undefined, 'admin-2', later(1))).toThrow('CLOSING_NOT_PROPOSED');
  });
});
