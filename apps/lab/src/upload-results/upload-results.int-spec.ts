import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { systemIds } from '@lib/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  aFile,
  aHandOver,
  aSealing,
  negative,
  newTubes,
  openLabRoom,
  positive,
  stranger,
  technician,
} from '../lab-room.js';
import type { LabRoom } from '../lab-room.js';

let lab: LabRoom;
beforeAll(async () => {
  lab = await openLabRoom();
});
afterAll(() => lab?.close());

const summaryOf = ({ rows, accepted, held, rejected, duplicates }: Record<string, unknown>) => [
  rows,
  accepted,
  held,
  rejected,
  duplicates,
];

async function rowsOf(tubeId: string) {
  return lab.sql(
    'select outcome, code, result_version from lab.upload_rows where tube_id = $1 order by recorded_at, row',
    [tubeId],
  );
}

describe('an upload', () => {
  test('answers every row, and what landed is told at once', async () => {
    const [a = '', b = '', unknown = ''] = newTubes(3);
    await lab.receive([a, b]);
    const report = await lab.upload(
      aFile([negative(a), positive(b), negative(unknown), ['x', '阴性'], [a, '不详'], negative(a)]),
    );
    expect(summaryOf(report)).toEqual([6, 2, 1, 2, 1]);
    expect(report).toMatchObject({ state: 'done', format: 'csv', encoding: 'gb18030', alarming: 1, released: false });
    expect(report.errors.map(({ row, code, outcome, column }) => [row, code, outcome, column])).toEqual([
      [4, 'TUBE_UNKNOWN', 'held', '试管编号'],
      [5, 'TUBE_CODE_WRONG', 'rejected', '试管编号'],
      [6, 'WORD_UNKNOWN', 'rejected', '检测结果'],
      [7, 'ROW_REPEATED', 'duplicate', '试管编号'],
    ]);
    expect(report.parsed[1]).toMatchObject({ row: 3, specimen: b, finding: 'detected', ct: { orf1ab: 24.5, n: 26.1 } });
    expect(await lab.facts(a)).toEqual(['result-recorded#1']);
    expect(await lab.facts(b)).toEqual(['result-recorded#1', 'detection-raised#1']);
    const [raised] = await lab.contents(DetectionRaisedV1, b);
    expect(raised).toMatchObject({
      finding: 'detected',
      resultVersion: 1,
      uploadId: report.job,
      members: [{ position: 1 }],
    });
    expect(raised?.['alarmShareOfUpload']).toBeCloseTo(1 / 4);
  });

  test('of the same bytes is the same job, and records nothing twice', async () => {
    const [a = ''] = newTubes(1);
    await lab.receive([a]);
    const file = aFile([positive(a)]);
    const [first, second] = [await lab.upload(file), await lab.upload(file)];
    expect(second).toEqual(first);
    expect(await lab.facts(a)).toEqual(['result-recorded#1', 'detection-raised#1']);
  });

  test('sent twice at the same moment is recorded once', async () => {
    const tubes = newTubes(50);
    await lab.receive(tubes);
    const file = aFile(tubes.map(negative));
    const reports = await Promise.all([1, 2, 3, 4].map(() => lab.upload(file)));
    expect(reports.map(summaryOf)).toEqual(Array(4).fill([50, 50, 0, 0, 0]));
    const [{ recorded } = { recorded: 0 }] = await lab.sql<{ recorded: number }>(
      'select count(*)::int as recorded from lab.upload_rows where upload_id = $1',
      [reports[0]?.job],
    );
    expect(recorded).toBe(50);
  });

  test('of a row that another file brought is a duplicate', async () => {
    const [a = '', b = ''] = newTubes(2);
    await lab.receive([a, b]);
    await lab.upload(aFile([negative(a)]));
    const report = await lab.upload(aFile([negative(a), negative(b)]));
    expect(summaryOf(report)).toEqual([2, 1, 0, 0, 1]);
    expect(report.errors[0]).toMatchObject({ row: 2, code: 'RESULT_REPEATED' });
  });
});

describe('a row that waits', () => {
  test('for its tube to be received lands by itself when it is', async () => {
    const [a = ''] = newTubes(1);
    const batchId = await lab.expect([a]);
    const report = await lab.upload(aFile([positive(a)]));
    expect(report.errors[0]).toMatchObject({ code: 'TUBE_NOT_RECEIVED' });
    await lab.count(batchId, [a]);
    expect(await rowsOf(a)).toEqual([{ outcome: 'accepted', code: null, result_version: 1 }]);
    expect(await lab.facts(a)).toEqual(['result-recorded#1', 'detection-raised#1']);
    const { body } = await lab.room.call('GET', `/v1/uploads/${report.job}`, { as: technician });
    expect(summaryOf(body)).toEqual([1, 1, 0, 0, 0]);
  });

  test('for its tube to be known lands by itself when the facts come, whatever their order', async () => {
    const [a = ''] = newTubes(1);
    const batchId = systemIds.uuid7();
    await lab.upload(aFile([negative(a)]));
    await lab.tell([aHandOver(batchId, [a])]);
    await lab.count(batchId, [a]);
    expect(await rowsOf(a)).toMatchObject([{ outcome: 'held', code: 'TUBE_UNKNOWN' }]);
    await lab.tell([aSealing(a)]);
    expect(await rowsOf(a)).toEqual([{ outcome: 'accepted', code: null, result_version: 1 }]);
  });

  test('for a tube of another laboratory goes on waiting, as if there were no such tube', async () => {
    const [a = ''] = newTubes(1);
    await lab.expect([a]);
    const theirs = await lab.upload(aFile([positive(a)]), stranger);
    const absent = await lab.upload(aFile(newTubes(1).map(positive)), stranger);
    expect(theirs.errors[0]?.code).toBe('TUBE_UNKNOWN');
    expect(theirs.errors[0]?.message).toBe(absent.errors[0]?.message);
    expect(await lab.facts(a)).toEqual([]);
  });

  test('twice, in two files, lands once', async () => {
    const [a = ''] = newTubes(1);
    const batchId = await lab.expect([a]);
    await lab.upload(aFile([negative(a)]));
    await lab.upload(aFile([negative(a)], 'utf-8'));
    await lab.count(batchId, [a]);
    expect((await rowsOf(a)).map((row) => (row as { outcome: string }).outcome)).toEqual(['accepted', 'duplicate']);
  });
});

describe('a dry run', () => {
  test('answers like the real one and writes nothing', async () => {
    const [a = '', unknown = ''] = newTubes(2);
    await lab.receive([a]);
    const file = aFile([positive(a), negative(unknown)]);
    const tried = await lab.upload(file, technician, '?dryRun=true');
    expect(summaryOf(tried)).toEqual([2, 1, 1, 0, 0]);
    expect(tried.state).toBe('dry-run');
    expect(await lab.facts(a)).toEqual([]);
    expect(await lab.sql('select 1 from lab.uploads where id = $1', [tried.job])).toEqual([]);
    expect(await lab.sql('select 1 from lab.lab_tubes where tube_id = $1', [unknown])).toEqual([]);
    const real = await lab.upload(file);
    expect({ ...real, state: 'dry-run' }).toEqual(tried);
  });
});

test.each(['?dryRun=TRUE', '?dryrun=true', '?dryRun=yes'])(
  'a dry run that is spelt %s writes nothing',
  async (query) => {
    const [a = ''] = newTubes(1);
    await lab.receive([a]);
    const answer = await lab.room.call('POST', `/v1/uploads${query}`, { as: technician, body: aFile([positive(a)]) });
    expect(answer.status).toBe(400);
    expect(await lab.facts(a)).toEqual([]);
  },
);

describe('an upload is refused', () => {
  test.each([
    ['when it is empty', Buffer.alloc(0), 422, 'UPLOAD_EMPTY'],
    ['when it is no table', Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), 415, 'UPLOAD_FORMAT_UNKNOWN'],
    ['when a column is missing', Buffer.from('试管编号,备注\n1,2\n'), 422, 'UPLOAD_COLUMNS_MISSING'],
  ])('%s', async (_name, body, status, code) => {
    const answer = await lab.room.call('POST', '/v1/uploads', { as: technician, body });
    expect(answer).toMatchObject({ status, body: { code } });
  });

  test('to a caller of no laboratory, and the upload of another does not exist', async () => {
    const nowhere = { sub: 'lab-3', role: 'lab', scope: {} } as const;
    const answer = await lab.room.call('POST', '/v1/uploads', { as: nowhere, body: aFile([]) });
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    const [a = ''] = newTubes(1);
    const { job } = await lab.upload(aFile([negative(a)]));
    const theirs = await lab.room.call('GET', `/v1/uploads/${job}`, { as: stranger });
    expect(theirs).toMatchObject({ status: 404, body: { code: 'UPLOAD_UNKNOWN' } });
  });
});

test('no table, event or log holds what a person column or a wrong cell said of a person', async () => {
  const [a = ''] = newTubes(1);
  await lab.receive([a]);
  const secrets = ['赵检验', '110101199003070011', '13800138000'];
  const rows = [
    [a, '阴性', '无', '无', '28', '', secrets[0], secrets[0], secrets[0], secrets[2]],
    [secrets[1], '阴性', '', '', '', '', secrets[0]],
    [a, secrets[0], secrets[2], '', '', secrets[2], secrets[0]],
  ];
  const text = [
    '试管编号,检测结果,ORF1ab Ct,N Ct,内标 Ct,检测时间,检测人,试剂盒,板号,孔位',
    ...rows.map((row) => row.join(',')),
  ].join('\n');
  const report = await lab.upload(Buffer.from(text));
  const tables = await lab.sql<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'lab'`,
  );
  const stored = await Promise.all(tables.map(({ name }) => lab.sql(`select t::text as line from lab.${name} t`)));
  const everything = JSON.stringify([stored, report, lab.room.logged()]);
  for (const secret of secrets) expect(everything).not.toContain(secret);
});

test('an upload whose tubes somebody else holds for longer than a lock is waited for is taken in all the same', async () => {
  const [a = ''] = newTubes(1);
  await lab.receive([a]);
  const holding = lab.sql(
    `do $$ begin perform 1 from lab.lab_tubes where tube_id = '${a}' for update; perform pg_sleep(6); end $$`,
  );
  const report = await lab.upload(aFile([negative(a)]));
  expect(report).toMatchObject({ rows: 1, accepted: 1 });
  await holding;
});
