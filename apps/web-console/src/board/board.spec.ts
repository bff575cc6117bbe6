import { describe, expect, test } from 'vitest';
import { type BoardCard, type BoardLane, countColumns, householdsOf, narrow, noFilter } from './board.js';
import { readDue, readReach } from './clock.js';

const nowMs = Date.parse('2026-11-22T02:00:00.000Z');

const card = (position: number, differs: Partial<BoardCard> = {}): BoardCard => ({
  ...{ caseId: `case-${position}`, campaignId: 'campaign', participantId: `person-${position}`, position },
  ...{ column: 'contact', state: 'open', tubeId: '1', escalationId: 'alert-1', otherTubes: 0, siteCode: '510105-S1' },
  ...{
    raisedAt: '2026-11-22T01:00:00.000Z',
    firstContactAt: null,
    dueAt: '2026-11-22T03:00:00.000Z',
    dueKind: 'locate',
  },
  ...{ isOverdue: false, ownerRole: 'cdc-duty', ownerPerson: null, edges: [], measures: [], order: null },
  ...{ calls: { total: 0, unreached: 0, last: null, lastAt: null }, householdKey: null, version: 1 },
  ...differs,
});

const lane = (tubeId: string, cards: readonly BoardCard[], takenBy: string | null = 'duty'): BoardLane => ({
  ...{ tubeId, escalationId: `alert-${tubeId}`, resultVersion: 1, finding: 'detected', siteCode: '510105-S1' },
  ...{ raisedAt: '2026-11-22T01:00:00.000Z', takenBy, offeredTo: null, isWithdrawn: false, isHousehold: false, cards },
});

const seen = { actor: 'duty-li', nowMs };
const shown = (lanes: readonly BoardLane[]) =>
  lanes.map(({ tubeId, cards }) => [tubeId, ...cards.map(({ position }) => position)]);

describe('the board', () => {
  test('keeps a tube that nobody took, though nobody of it is on a list yet', () => {
    expect(shown(narrow([lane('1', [], null), lane('2', [])], noFilter, seen))).toEqual([['1']]);
  });

  test('leaves out who has ended, unless asked for', () => {
    const lanes = [lane('1', [card(1, { column: 'ended' }), card(2)]), lane('2', [card(3, { column: 'ended' })])];
    expect(shown(narrow(lanes, noFilter, seen))).toEqual([['1', 2]]);
    expect(shown(narrow(lanes, { ...noFilter, withEnded: true }, seen))).toEqual([
      ['1', 1, 2],
      ['2', 3],
    ]);
  });

  test('shows what is mine, by the name in the token, and not what is of my role', () => {
    const lanes = [lane('1', [card(1, { ownerPerson: 'duty-li' }), card(2)]), lane('2', [], null)];
    expect(shown(narrow(lanes, { ...noFilter, isMine: true }, seen))).toEqual([['1', 1]]);
  });

  test('shows what is overdue at the server’s time: the instant itself is not', () => {
    const lanes = [
      lane('1', [card(1, { dueAt: '2026-11-22T02:00:00.000Z' }), card(2, { dueAt: '2026-11-22T01:59:59.999Z' })]),
      lane('2', [], null),
    ];
    expect(shown(narrow(lanes, { ...noFilter, isOverdue: true }, seen))).toEqual([['1', 2]]);
  });

  test('finds a tube by its last digits', () => {
    const lanes = [lane('97000000000011', [card(1)]), lane('97000000000022', [card(2)])];
    expect(shown(narrow(lanes, { ...noFilter, text: ' 0022 ' }, seen))).toEqual([['97000000000022', 2]]);
  });

  test('puts people who live together one under the other, and shows them alone when asked', () => {
    const lanes = [
      lane('1', [
        card(1, { householdKey: 'h' }),
        card(2),
        card(3, { householdKey: 'h' }),
        card(4, { householdKey: 'alone' }),
      ]),
    ];
    expect(shown(narrow(lanes, noFilter, seen))).toEqual([['1', 1, 3, 2, 4]]);
    expect(shown(narrow(lanes, { ...noFilter, isHousehold: true }, seen))).toEqual([['1', 1, 3]]);
    expect([...householdsOf(lanes).keys()]).toEqual(['h']);
  });

  test('counts people by column', () => {
    const counts = countColumns([lane('1', [card(1), card(2, { column: 'held' })]), lane('2', [card(3)])]);
    expect(counts).toMatchObject({ contact: 2, held: 1, ended: 0 });
  });
});

describe('a clock on a card', () => {
  test.each([
    [59, 'soon', '◐', '剩 不到 1 分'],
    [19 * 60, 'soon', '◐', '剩 19 分'],
    [20 * 60, 'calm', '○', '剩 20 分'],
    [125 * 60, 'calm', '○', '剩 2 时 5 分'],
    [120 * 60, 'calm', '○', '剩 2 时'],
    [-61, 'late', '▲', '超时 1 分'],
  ])('with %i seconds left is %s', (seconds, state, mark, zh) => {
    const read = readDue(nowMs + seconds * 1_000, nowMs);
    expect([read.state, read.mark, read.words.zh]).toEqual([state, mark, zh]);
  });

  test('runs from the result until somebody was reached, and then stands', () => {
    const resultMs = nowMs - 42 * 60_000;
    expect(readReach(resultMs, null, nowMs).zh).toBe('未联系 42 分');
    expect(readReach(resultMs, nowMs - 30 * 60_000, nowMs).zh).toBe('12 分联系到');
  });
});
