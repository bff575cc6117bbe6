import { describe, expect, test } from 'vitest';
import {
  acknowledgeListed,
  acknowledgePerson,
  noteTaken,
  openEscalation,
  revoke,
  stateOf,
} from './escalation.decider.js';
import type { Escalation, EscalationDecision } from './escalation.decider.js';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 8, minute));
const person = (n: number) => `3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c1${n}`;
const caseId = '0198f2a0-0000-7000-8000-000000000008';

const detection = {
  campaignId: '0198f2a0-0000-7000-8000-000000000001',
  tubeId: '21000000001235',
  resultVersion: 1,
  finding: 'detected',
  purpose: 'round',
  orderId: null,
  siteCode: '330105-0001',
  labCode: 'LAB-HZ1',
  uploadId: '0198f2a0-0000-7000-8000-000000000005',
  alarmShareOfUpload: 0.01,
  raisedAt: at(0),
  members: [
    { position: 1, subjectKind: 'person', subjectId: person(1) },
    { position: 2, subjectKind: 'person', subjectId: person(2) },
    { position: 3, subjectKind: 'place', subjectId: person(3) },
  ],
} as const;

const open = (changes: object = {}) =>
  openEscalation({ ...detection, ...changes }, '0198f2a0-0000-7000-8000-000000000007', at(1));

/** Applies steps in the given order; the facts told are collected. */
function after(steps: readonly ((escalation: Escalation) => EscalationDecision)[], start = open()): EscalationDecision {
  return steps.reduce<EscalationDecision>(
    ({ escalation, facts }, step) => {
      const next = step(escalation);
      return { escalation: next.escalation, facts: [...facts, ...next.facts] };
    },
    { escalation: start.escalation, facts: [] },
  );
}

const hasCase = (n: number) => (escalation: Escalation) =>
  acknowledgePerson(escalation, { participantId: person(n), caseId }, at(n + 1));
const listed = (escalation: Escalation) => acknowledgeListed(escalation, at(5));
const taken = (escalation: Escalation) => noteTaken(escalation, 'duty-1', at(6));
const withdrawn = (escalation: Escalation) => revoke(escalation, 'controls failed', at(7));

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));

describe('an escalation', () => {
  test('opens with every member waiting and says how many persons it names', () => {
    const { escalation, facts } = open();
    expect(stateOf(escalation)).toBe('open');
    expect(escalation.members.every((member) => member.acknowledgedAt === null)).toBe(true);
    expect(facts).toHaveLength(1);
    expect(facts[0]?.[1]).toMatchObject({ persons: 2, finding: 'detected', openedAt: at(1).toISOString() });
  });

  test('is not acknowledged while one member waits', () => {
    const { escalation, facts } = after([hasCase(1), hasCase(2)]);
    expect(escalation.receivedAt).toBeNull();
    expect(facts).toEqual([]);
  });

  test('is acknowledged by its last member, once', () => {
    const { escalation, facts } = after([hasCase(1), hasCase(2), listed, hasCase(2), listed]);
    expect(stateOf(escalation)).toBe('acknowledged');
    expect(escalation.receivedAt).toEqual(at(5));
    expect(facts.map(([contract]) => contract.name)).toEqual(['escalation-acknowledged']);
    expect(escalation.version).toBe(2);
  });

  test('keeps the first word about each member', () => {
    const { escalation } = after([
      hasCase(1),
      (known) => acknowledgePerson(known, { participantId: person(1), caseId }, at(9)),
    ]);
    expect(escalation.members[0]?.acknowledgedAt).toEqual(at(2));
  });

  test('a case of somebody who is not in the tube acknowledges nobody', () => {
    const { escalation } = after([hasCase(9)]);
    expect(escalation.members.filter((member) => member.acknowledgedAt !== null)).toEqual([]);
  });

  test('of places and goods alone ends acknowledged by the disinfection list', () => {
    const { escalation } = after([listed], open({ members: [detection.members[2]] }));
    expect(stateOf(escalation)).toBe('acknowledged');
  });

  test('that names nobody is not acknowledged by itself', () => {
    const empty = open({ members: [] });
    expect(empty.escalation.receivedAt).toBeNull();
    expect(after([listed], empty).escalation.receivedAt).toEqual(at(5));
  });

  test('received is not taken, and taken is not received', () => {
    expect(after([hasCase(1), hasCase(2), listed]).escalation.takenAt).toBeNull();
    expect(after([taken]).escalation.receivedAt).toBeNull();
  });

  test('is taken by the first who takes it', () => {
    const { escalation } = after([taken, (known) => noteTaken(known, 'duty-2', at(9))]);
    expect(escalation.takenBy).toBe('duty-1');
    expect(escalation.takenAt).toEqual(at(6));
  });

  test('comes to the same end in whatever order its facts arrive', () => {
    const clockless = ({ escalation, facts }: EscalationDecision) => ({
      state: stateOf(escalation),
      cases: escalation.members.map((member) => member.caseId),
      isReceived: escalation.receivedAt !== null,
      takenBy: escalation.takenBy,
      reason: escalation.revokedReason,
      facts: facts.map(([contract]) => contract.name),
    });
    const steps = [hasCase(1), hasCase(2), listed, taken, withdrawn];
    const ends = permutations([...steps, hasCase(1)]).map((order) => JSON.stringify(clockless(after(order))));
    expect(ends).toHaveLength(720);
    expect(new Set(ends).size).toBe(1);
    expect(JSON.parse(ends[0]!)).toMatchObject({ state: 'revoked', isReceived: true, takenBy: 'duty-1' });
  });
});
