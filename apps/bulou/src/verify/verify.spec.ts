import { describe, expect, test } from 'vitest';
import { nameOf } from './check.js';
import { writeHtmlReport } from './html-report.js';
import type { VerifyReport } from './report.js';
import { looksPersonal, recordOf } from './topic-record.js';
import { readWitness } from './witness-file.js';

describe('a violation', () => {
  test('is named by tube, person and place, in both languages', () => {
    expect(nameOf({ tube: '21000000001235', person: 'p1', place: '330105-0001', note: 'is gone' })).toBe(
      '试管 tube 21000000001235 · 受检者 person p1 · 地点 place 330105-0001: is gone',
    );
  });

  test('that has no name says what it is', () => {
    expect(nameOf({ tube: null, note: 'nothing moved' })).toBe('nothing moved');
  });
});

describe('a witness file', () => {
  const scan = { kind: 'scan', deviceId: 'd1', seq: 1, tubeId: 't1', subjectId: 's1' };

  test('counts the surer word about a scan that was written before and after its answer', () => {
    const lines = [
      { ...scan, outcome: 'info' },
      { ...scan, outcome: 'ok' },
      { ...scan, seq: 2, outcome: 'info' },
    ];
    const { scans } = readWitness(lines.map((line) => JSON.stringify(line)).join('\n'));
    expect(scans.map(({ seq, outcome }) => [seq, outcome])).toEqual([
      [1, 'ok'],
      [2, 'info'],
    ]);
  });

  test('is read to its last whole line when its writer was killed', () => {
    expect(readWitness(`${JSON.stringify({ ...scan, outcome: 'ok' })}\n{"kind":"scan","devi`).scans).toHaveLength(1);
  });
});

describe('a message in Kafka', () => {
  test.each([
    ['a mobile number', '{"text":"13912345678"}', true],
    ['an identity number', '{"text":"110101199003078515"}', true],
    ['an identity number that ends in X', '{"text":"11010119900307851X"}', true],
    ['a tube barcode', '{"tubeId":"13900000001235"}', false],
    ['a UUID of digits', '{"id":"0198f2a0-0000-7000-8000-13912345678a"}', false],
    ['a digest that begins like a mobile number', `{"seal":"13912345678${'a'.repeat(53)}"}`, false],
    ['a moment', '{"at":"2026-11-21T08:00:00.000Z"}', false],
  ])('holds personal text or not: %s', (_what, text, isPersonal) => {
    expect(looksPersonal(text)).toBe(isPersonal);
  });

  test('is kept as its names and a digest of its text', () => {
    const campaignId = '0198f2a0-0000-7000-8000-000000000001';
    const kept = recordOf({
      topic: 'bulou.tube',
      partition: 2,
      offset: '7',
      key: '21000000001235',
      headers: { ce_id: 'e1', ce_type: 'batching.tube-sealed.v1', ce_sequence: '3' },
      value: `{"tubeId": "21000000001235", "campaignId": "${campaignId}"}`,
    });
    expect(kept).toMatchObject({ eventId: 'e1', sequence: 3, offset: 7, campaignId, hasPersonalText: false });
    expect(JSON.stringify(kept)).not.toContain('tubeId');
  });
});

describe('the page of a report', () => {
  const report: VerifyReport = {
    violations: 1,
    campaigns: ['c1'],
    checks: [
      { id: 'i05', name: '人数相符 / the sums agree', status: 'ok', violations: 0, sample: [] },
      { id: 'i06', name: '封签相符 / the seal fits', status: 'violated', violations: 30, sample: ['tube <b>9</b>'] },
      {
        id: 'i01',
        name: '扫码都在 / scans are there',
        status: 'skipped',
        violations: 0,
        sample: [],
        why: 'no witness',
      },
    ],
    figures: { persons: 1234, unanswered: 0, cases: 1, recalled: 1, positives: 0, detectedPools: 1 },
  };
  const page = writeHtmlReport(report, new Date(0));

  test('needs nothing from elsewhere', () => {
    expect(page).not.toMatch(/(src|href)=|https?:|<script/);
  });

  test('says first what is wrong, by name, and how much more there is', () => {
    expect(page.indexOf('i06')).toBeLessThan(page.indexOf('i01'));
    expect(page.indexOf('i01')).toBeLessThan(page.indexOf('i05'));
    expect(page).toContain('另有 29 处');
    expect(page).toContain('no witness');
  });

  test('shows names as text, whatever is in them', () => {
    expect(page).toContain('tube &lt;b&gt;9&lt;/b&gt;');
    expect(page).not.toContain('<b>9');
  });
});
