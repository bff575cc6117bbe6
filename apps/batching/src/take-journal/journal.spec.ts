import { sha256 } from '@lib/platform';
import { rollingHash, writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import type { Tube } from '../tube/tube.js';
import { type DeviceCursor, emptyContext, type PostContext, rollingRoot } from './device.js';
import { type JournalChange, takeJournal } from './journal.decider.js';
import { readEvents } from './read-events.js';

const campaignId = '0198f2a0-0000-7000-8000-000000000001';
const roundId = '0198f2a0-0000-7000-8000-000000000002';
const deviceId = '0198f2a0-0000-7000-8000-000000000003';
const otherDevice = '0198f2a0-0000-7000-8000-000000000004';
const siteCode = '330105-0001';
const tubeId = writeTubeBarcode('21', 123);
const capturedAt = '2026-11-21T08:00:00.000Z';
const person = (number: number) => `3f1c2b9e-6a44-4e0d-9a51-${String(number).padStart(12, '0')}`;

type Raw = { seq: number } & Record<string, unknown>;
const open = (seq: number, change: object = {}): Raw => ({
  kind: 'open-tube',
  seq,
  capturedAt,
  tubeId,
  roundId,
  capacity: 10,
  purpose: 'round',
  ...change,
});
const scan = (seq: number, number: number, change: object = {}): Raw => ({
  kind: 'scan',
  seq,
  capturedAt,
  tubeId,
  subjectId: person(number),
  ...change,
});
const undo = (seq: number, number: number): Raw => ({
  kind: 'undo-scan',
  seq,
  capturedAt,
  tubeId,
  subjectId: person(number),
});
const seal = (seq: number, specimens: number): Raw => ({
  kind: 'seal-tube',
  seq,
  capturedAt,
  tubeId,
  specimens,
  partialReason: 'end-of-queue',
});

/** A record that posts follow each other on, as the store would keep it. */
class KeptRecord {
  cursors = new Map<string, DeviceCursor>();
  tubes = new Map<string, Tube>();
  context: PostContext = emptyContext;

  post(events: Raw[], from: { deviceId?: string; siteCode?: string; shiftEndsAt?: Date } = {}): JournalChange {
    const device = from.deviceId ?? deviceId;
    const command = {
      campaignId,
      deviceId: device,
      siteCode: from.siteCode ?? siteCode,
      actor: 'sampler-1',
      ...(from.shiftEndsAt === undefined ? {} : { shiftEndsAt: from.shiftEndsAt }),
      events: readEvents(events),
    };
    const known = { cursor: this.cursors.get(device), tubes: this.tubes, context: this.context };
    const change = takeJournal(known, command, { recordedAt: new Date('2026-11-21T09:00:00.000Z'), hash: sha256 });
    this.cursors.set(device, change.cursor);
    for (const tube of change.tubes.values()) this.tubes.set(tube.tubeId, tube);
    const { exceptions, undone } = this.context;
    this.context = {
      ...this.context,
      exceptions: [...exceptions, ...change.exceptions],
      undone: [...undone, ...change.undone],
    };
    return change;
  }
}

const said = (change: JournalChange) =>
  change.answers.map(({ seq, outcome, code }) => `${seq} ${outcome}${code ? ` ${code}` : ''}`);

describe('a journal', () => {
  test('answers every event with its place and the number of specimens', () => {
    const { answers } = new KeptRecord().post([open(1), scan(2, 1), scan(3, 2), seal(4, 2)]);
    expect(answers).toEqual([
      { seq: 1, outcome: 'accepted', specimens: 0 },
      { seq: 2, outcome: 'accepted', position: 1, specimens: 1 },
      { seq: 3, outcome: 'accepted', position: 2, specimens: 2 },
      { seq: 4, outcome: 'accepted', specimens: 2 },
    ]);
  });

  test('is taken in order of the device’s numbers, however it was packed', () => {
    const change = new KeptRecord().post([seal(3, 1), scan(2, 1), open(1)]);
    expect(said(change)).toEqual(['1 accepted', '2 accepted', '3 accepted']);
  });

  test('moves the cursor with every event, accepted or not', () => {
    const events = [open(1), scan(2, 1), scan(3, 1), seal(4, 7)];
    const { cursor, answers } = new KeptRecord().post(events);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'duplicate', 'refused']);
    expect(cursor).toEqual({
      deviceId,
      lastSeq: 4,
      rollingHash: events.reduce((hash, event) => rollingHash(sha256, hash, event), rollingRoot),
    });
  });

  test('says in both languages why not', () => {
    const { answers } = new KeptRecord().post([scan(1, 1)]);
    expect(answers).toEqual([
      { seq: 1, outcome: 'refused', code: 'TUBE_NOT_OPEN', zh: '本管未开启', en: 'this tube is not open' },
    ]);
  });

  test('keeps a refused scan with its person, so that somebody can find them', () => {
    const record = new KeptRecord();
    record.post([open(1), scan(2, 1), seal(3, 1)]);
    const { exceptions } = record.post([scan(1, 5)], { deviceId: otherDevice });
    expect(exceptions).toMatchObject([
      { deviceId: otherDevice, seq: 1, tubeId, subjectId: person(5), answer: { code: 'TUBE_ALREADY_SEALED' } },
    ]);
  });

  test('of two devices fills one tube', () => {
    const record = new KeptRecord();
    record.post([open(1), scan(2, 1)]);
    const second = record.post([open(1), scan(2, 2), scan(3, 1)], { deviceId: otherDevice });
    expect(said(second)).toEqual(['1 duplicate TUBE_ALREADY_OPEN', '2 accepted', '3 duplicate ALREADY_IN_TUBE']);
    expect(record.tubes.get(tubeId)?.members).toHaveLength(2);
  });

  test('does not tell another site how full a tube is', () => {
    const record = new KeptRecord();
    record.post([open(1), scan(2, 1)]);
    const { answers } = record.post([scan(1, 2)], { deviceId: otherDevice, siteCode: '330105-0002' });
    expect(answers[0]).toMatchObject({ code: 'TUBE_NOT_OPEN' });
    expect(answers[0]).not.toHaveProperty('specimens');
  });

  test('tells another site of a tube no more than of one that nobody opened', () => {
    const record = new KeptRecord();
    const elsewhere = { deviceId: otherDevice, siteCode: '330105-0002' };
    const acts = (first: number) => [scan(first, 1), undo(first + 1, 1), seal(first + 2, 1)];
    const ofNobody = said(record.post(acts(1), elsewhere)).map((line) => line.split(' ').slice(1));
    record.post([open(1), scan(2, 1)]);
    const ofAnother = said(record.post(acts(4), elsewhere)).map((line) => line.split(' ').slice(1));
    expect(ofAnother).toEqual(ofNobody);
  });

  test('tells whoever opens a tube of another site to set it aside, and not where it belongs', () => {
    const record = new KeptRecord();
    record.post([open(1), scan(2, 1)]);
    const opened = record.post([open(1)], { deviceId: otherDevice, siteCode: '330105-0002' });
    expect(said(opened)).toEqual(['1 refused TUBE_USED_BEFORE']);
    expect(opened.answers[0]).not.toHaveProperty('specimens');
    expect(opened.exceptions).toHaveLength(1);
  });
});

describe('a gap', () => {
  test('stops the record before it: what follows is answered, and not recorded', () => {
    const record = new KeptRecord();
    const change = record.post([open(1), scan(3, 1), scan(4, 2)]);
    expect(said(change)).toEqual(['1 accepted', '3 refused JOURNAL_GAP', '4 refused JOURNAL_GAP']);
    expect(change.exceptions).toEqual([]);
    expect(change.cursor.lastSeq).toBe(1);
    expect(said(record.post([scan(2, 9), scan(3, 1), scan(4, 2)]))).toEqual(['2 accepted', '3 accepted', '4 accepted']);
  });

  test('is what a device finds that does not begin with 1', () => {
    expect(said(new KeptRecord().post([open(2)]))).toEqual(['2 refused JOURNAL_GAP']);
  });
});

describe('an event that is sent again', () => {
  const first = [open(1), scan(2, 1), scan(3, 1), undo(4, 1), scan(5, 2), seal(6, 9), seal(7, 1)];

  test('changes nothing and is answered: what was accepted as known, the rest as the first time', () => {
    const record = new KeptRecord();
    const before = record.post(first);
    const tubes = new Map(record.tubes);
    const again = record.post(first);
    expect(again.answers).toEqual([
      { seq: 1, outcome: 'duplicate', specimens: 1 },
      { seq: 2, outcome: 'duplicate', position: 1, specimens: 1 },
      before.answers[2],
      { seq: 4, outcome: 'duplicate', position: 1, specimens: 1 },
      { seq: 5, outcome: 'duplicate', position: 1, specimens: 1 },
      before.answers[5],
      { seq: 7, outcome: 'duplicate', specimens: 1 },
    ]);
    expect(again.cursor).toEqual(before.cursor);
    expect(record.tubes).toEqual(tubes);
    expect([again.facts, again.links, again.exceptions, again.undone]).toEqual([[], [], [], []]);
  });

  test('may be followed by new ones in the same post', () => {
    const record = new KeptRecord();
    record.post([open(1), scan(2, 1)]);
    expect(said(record.post([scan(2, 1), scan(3, 2)]))).toEqual(['2 duplicate', '3 accepted']);
  });

  test('twice in one post is recorded once', () => {
    const record = new KeptRecord();
    expect(said(record.post([open(1), scan(2, 1), scan(2, 1)]))).toEqual(['1 accepted', '2 accepted', '2 duplicate']);
    expect(record.tubes.get(tubeId)?.members).toHaveLength(1);
  });

  test.each<[string, Raw]>([
    ['another person', scan(2, 8)],
    ['another tube', scan(2, 1, { tubeId: writeTubeBarcode('21', 124) })],
    ['another time', scan(2, 1, { capturedAt: '2026-11-21T08:00:01.000Z' })],
    ['another act', seal(2, 1)],
    ['the undoing of a scan', undo(2, 1)],
  ])('under a known number with %s in it is a conflict, and is kept', (_what, event) => {
    const record = new KeptRecord();
    record.post([open(1), scan(2, 1)]);
    const change = record.post([event]);
    expect(said(change)).toEqual(['2 conflict DEVICE_SEQ_REUSED']);
    expect(change.exceptions).toMatchObject([{ seq: 2, kind: event['kind'], answer: { outcome: 'conflict' } }]);
    expect(record.post([event]).exceptions).toEqual([]);
  });

  test('by a device that was wiped and counts from 1 again loses nobody: every new act is a conflict', () => {
    const record = new KeptRecord();
    record.post([open(1), scan(2, 1), seal(3, 1)]);
    const later = { tubeId: writeTubeBarcode('21', 200), capturedAt: '2026-11-22T08:00:00.000Z' };
    const wiped = record.post([open(1, later), scan(2, 1, later), scan(3, 2, later)]);
    expect(said(wiped).every((answer) => answer.endsWith('conflict DEVICE_SEQ_REUSED'))).toBe(true);
    expect(wiped.exceptions.map(({ subjectId }) => subjectId)).toEqual([null, person(1), person(2)]);
  });
});

describe('an event that is not well formed', () => {
  test.each<[string, Raw, string]>([
    ['a barcode with a wrong digit', scan(2, 1, { tubeId: '21000000001234' }), 'TUBE_CODE_WRONG'],
    ['an unknown kind', { seq: 2, kind: 'sing' }, 'EVENT_MALFORMED'],
    ['a subject that is no pseudonym', scan(2, 1, { subjectId: '110101199003070003' }), 'EVENT_MALFORMED'],
  ])('(%s) is refused by itself and keeps nothing of what was in it', (_what, event, code) => {
    const change = new KeptRecord().post([open(1), event, scan(3, 2)]);
    expect(said(change)).toEqual(['1 accepted', `2 refused ${code}`, '3 accepted']);
    expect(JSON.stringify(change.exceptions)).not.toContain('110101199003070003');
    expect(change.exceptions).toMatchObject([{ kind: null, tubeId: null, subjectId: null }]);
  });

  test('spells of one UUID are one person', () => {
    const upper = scan(3, 1, { subjectId: person(1).toUpperCase() });
    expect(said(new KeptRecord().post([open(1), scan(2, 1), upper]))[2]).toBe('3 duplicate ALREADY_IN_TUBE');
  });
});

test('whole groups of scans, undone and scanned again, stand at 1..n without a gap', () => {
  const record = new KeptRecord();
  const events: Raw[] = [open(1)];
  let seq = 1;
  const push = (make: (seq: number) => Raw) => events.push(make((seq += 1)));
  for (const number of [1, 2, 3, 4]) push((next) => scan(next, number));
  for (const number of [4, 3, 2]) push((next) => undo(next, number));
  for (const number of [3, 4, 5]) push((next) => scan(next, number));
  push((next) => seal(next, 4));
  const { facts } = record.post(events);
  expect(facts[0]?.content['members']).toEqual(
    [1, 3, 4, 5].map((number, index) => ({ position: index + 1, subjectKind: 'person', subjectId: person(number) })),
  );
});

describe('a shift that has ended', () => {
  const shiftEndsAt = new Date('2026-11-21T08:00:01.000Z');
  const after = { capturedAt: '2026-11-21T08:00:01.000Z' };

  test('is handed in late: what it recorded is taken, and what was open may be sealed', () => {
    const record = new KeptRecord();
    const { answers } = record.post([open(1), scan(2, 1), { ...seal(3, 1), ...after }], { shiftEndsAt });
    expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  test('takes no swab and no tube that came after it, and keeps them where somebody finds the person', () => {
    const record = new KeptRecord();
    const { answers, exceptions } = record.post(
      [open(1), scan(2, 1), scan(3, 2, after), open(4, { ...after, tubeId: writeTubeBarcode('21', 124) })],
      { shiftEndsAt },
    );
    expect(answers.map(({ code }) => code)).toEqual([undefined, undefined, 'SHIFT_OVER', 'SHIFT_OVER']);
    expect(exceptions.map(({ seq, subjectId }) => [seq, subjectId])).toEqual([
      [3, person(2)],
      [4, null],
    ]);
    expect(record.tubes.get(tubeId)?.members).toHaveLength(1);
  });

  test('is nobody’s limit who has no shift’s token', () => {
    expect(new KeptRecord().post([open(1, after)]).answers).toMatchObject([{ outcome: 'accepted' }]);
  });
});
