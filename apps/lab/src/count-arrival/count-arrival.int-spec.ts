import { createHash } from 'node:crypto';
import { BatchArrivedV1 } from '@lib/contracts/events/lab/batch-arrived.v1';
import { readTable, systemIds } from '@lib/platform';
import { custodyHash, custodyRoot } from '@lib/vocabulary';
import type { CustodyEntry } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  aFile,
  aHandOver,
  aSealing,
  newTubes,
  openLabRoom,
  positive,
  stranger,
  supervisor,
  technician,
} from '../lab-room.js';
import type { LabRoom, Told } from '../lab-room.js';

let lab: LabRoom;
beforeAll(async () => {
  lab = await openLabRoom();
});
afterAll(() => lab?.close());

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Link {
  readonly seq: number;
  readonly step: CustodyEntry['step'];
  readonly hash: string;
  readonly actor: string;
  readonly device_id: string | null;
  readonly place: string;
  readonly reason: string | null;
  readonly recorded_at: Date;
  readonly detail: Record<string, string>;
}

const linksOf = (tubeId: string) =>
  lab.sql<Link>('select * from lab.custody_entries where tube_id = $1 order by seq', [tubeId]);

function proveChain(tubeId: string, links: readonly Link[]): void {
  let previous = custodyRoot;
  for (const [index, link] of links.entries()) {
    const { seq, step, actor, place, reason, detail } = link;
    expect(seq).toBe(5 + index);
    const entry = { tubeId, seq, step, actor, deviceId: link.device_id, place, reason, detail };
    expect(link.hash).toBe(
      custodyHash(hash, previous, { ...entry, capturedAt: null, recordedAt: link.recorded_at.toISOString() }),
    );
    previous = link.hash;
  }
}

describe('a box that arrives', () => {
  test('is compared with its manifest, and both tubes that are missing are named', async () => {
    const [a = '', b = '', c = '', d = '', extra = ''] = newTubes(5);
    const batchId = await lab.expect([a, b, c, d]);
    const { body } = await lab.count(batchId, [a, extra], [{ tubeId: b, reason: 'leaking' }]);
    expect(body).toEqual({
      batchId,
      expected: 4,
      received: [a],
      rejected: [{ tubeId: b, reason: 'leaking' }],
      missing: [c, d],
      unexpected: [extra],
    });
    expect(await lab.contents(BatchArrivedV1, batchId)).toMatchObject([
      { count: 3, received: [a], missing: [c, d], unexpected: [extra] },
    ]);
    expect(await lab.facts(b)).toEqual(['tube-rejected#1']);
  });

  test('before its hand-over is known is kept, and matched when it comes', async () => {
    const [a = '', b = ''] = newTubes(2);
    const batchId = systemIds.uuid7();
    const { body } = await lab.count(batchId, [a]);
    expect(body).toMatchObject({ expected: null, received: [a], missing: [] });
    await lab.tell([aHandOver(batchId, [a, b])]);
    expect(await lab.contents(BatchArrivedV1, batchId)).toMatchObject([{ received: [a], missing: [b] }]);
    expect((await linksOf(a)).map(({ step }) => step)).toEqual(['received']);
    await lab.tell([aSealing(a)]);
  });

  test('empty is counted too, and everything is missing', async () => {
    const tubes = newTubes(2);
    const batchId = await lab.expect(tubes);
    expect((await lab.count(batchId, [])).body).toMatchObject({ expected: 2, missing: tubes });
  });

  test('twice names what the first count had not seen', async () => {
    const [a = '', b = ''] = newTubes(2);
    const batchId = await lab.expect([a, b]);
    await lab.count(batchId, [a]);
    expect((await lab.count(batchId, [b])).body).toMatchObject({ received: [b], missing: [] });
    expect(await lab.facts(batchId)).toEqual(['batch-arrived#1', 'batch-arrived#2']);
  });

  test('at the wrong laboratory moves nothing, as if nobody knew it', async () => {
    const [a = ''] = newTubes(1);
    const batchId = await lab.expect([a]);
    const theirs = await lab.count(batchId, [a], [], stranger);
    expect(theirs.body).toMatchObject({ expected: null });
    expect(await linksOf(a)).toEqual([]);
    expect((await lab.count(batchId, [a])).body).toMatchObject({ expected: 1, received: [a] });
  });
});

describe('custody', () => {
  test('goes on from the hand-over through loss, return and result, in one chain of hashes', async () => {
    const [a = ''] = newTubes(1);
    const batchId = await lab.expect([a]);
    await lab.count(batchId, []);
    expect((await lab.command(`/v1/tubes/${a}/lost`, { note: 'not in the box' }, supervisor)).body).toEqual({
      tubeId: a,
      state: 'lost',
    });
    await lab.count(batchId, [a]);
    await lab.upload(aFile([positive(a)]));
    const links = await linksOf(a);
    expect(links.map(({ step }) => step)).toEqual(['lost', 'received', 'resulted']);
    proveChain(a, links);
    expect(await lab.facts(a)).toEqual(['tube-lost#1', 'result-recorded#2', 'detection-raised#1']);
  });

  test('is refused where the law says no', async () => {
    const [a = '', b = '', unknown = ''] = newTubes(3);
    await lab.receive([a, b]);
    await lab.upload(aFile([positive(a)]));
    const reject = (tubeId: string) => lab.command(`/v1/tubes/${tubeId}/reject`, { reason: 'leaking' }, technician);
    expect(await reject(a)).toMatchObject({ status: 409, body: { code: 'TUBE_ALREADY_RESULTED' } });
    expect(await reject(b)).toMatchObject({ status: 200, body: { state: 'rejected' } });
    expect(await reject(b)).toMatchObject({ status: 409, body: { code: 'TUBE_REJECTED' } });
    expect(await reject(unknown)).toMatchObject({ status: 200, body: { state: 'kept' } });
    // Another laboratory learns nothing of it, not even that it was rejected here.
    const elsewhere = await lab.command(`/v1/tubes/${b}/reject`, { reason: 'leaking' }, stranger);
    expect(elsewhere).toMatchObject({ status: 200, body: { state: 'kept' } });
    expect(await lab.command(`/v1/tubes/${unknown}/lost`, {}, supervisor)).toMatchObject({
      body: { code: 'TUBE_UNKNOWN' },
    });
    expect(await lab.command(`/v1/tubes/${b}/lost`, {}, technician)).toMatchObject({ status: 403 });
  });
});

describe('the facts about a tube in all twenty-four orders', () => {
  const permutations = <T>(all: readonly T[]): T[][] =>
    all.length < 2
      ? [[...all]]
      : all.flatMap((one) => permutations(all.filter((other) => other !== one)).map((rest) => [one, ...rest]));

  test('end in the same state, through topics and HTTP', { timeout: 180_000 }, async () => {
    const orders = permutations(['sealed', 'handed', 'counted', 'uploaded'] as const);
    const cases = orders.map((order) => ({ order, tubeId: newTubes(1)[0] ?? '', batchId: systemIds.uuid7() }));
    for (const step of [0, 1, 2, 3]) {
      const events: Told[] = [];
      for (const { order, tubeId, batchId } of cases) {
        if (order[step] === 'sealed') events.push(aSealing(tubeId));
        if (order[step] === 'handed') events.push(aHandOver(batchId, [tubeId]));
        if (order[step] === 'counted') await lab.count(batchId, [tubeId]);
        if (order[step] === 'uploaded') await lab.upload(aFile([positive(tubeId)]));
      }
      if (events.length > 0) await lab.tell(events);
    }
    for (const { order, tubeId, batchId } of cases) {
      const links = await linksOf(tubeId);
      proveChain(tubeId, links);
      const [tube] = await lab.sql(
        'select state, result_sequence, detection_sequence from lab.lab_tubes where tube_id = $1',
        [tubeId],
      );
      const [row] = await lab.sql('select outcome, code from lab.upload_rows where tube_id = $1', [tubeId]);
      const facts = [await lab.facts(tubeId), await lab.facts(batchId)];
      expect({ order, tube, row, facts, steps: links.map(({ step }) => step) }).toEqual({
        order,
        tube: { state: 'resulted', result_sequence: 1, detection_sequence: 1 },
        row: { outcome: 'accepted', code: null },
        facts: [['result-recorded#1', 'detection-raised#1'], ['batch-arrived#1']],
        steps: ['received', 'resulted'],
      });
    }
  });
});

describe('the list of waiting tubes', () => {
  test.each(['csv', 'xlsx'] as const)(
    'as a ready-filled %s file is taken back when it is filled in',
    async (format) => {
      const tubes = newTubes(3);
      await lab.receive(tubes);
      const headers = { authorization: await lab.room.bearer(technician) };
      const answer = await fetch(`${lab.room.service.url}/v1/waiting-tubes?format=${format}`, { headers });
      const table = await readTable(new Uint8Array(await answer.arrayBuffer()));
      expect(table.header.slice(0, 2)).toEqual(['试管编号', '检测结果']);
      const listed = table.rows.map(({ cells }) => cells[0] ?? '');
      expect(listed).toEqual(expect.arrayContaining(tubes));
      const report = await lab.upload(aFile(listed.map((tubeId) => [tubeId, '阴性', '无', '无', '28'])));
      expect(report.accepted).toBe(listed.length);
      const { body } = await lab.room.call('GET', '/v1/waiting-tubes', { as: technician });
      expect(body).toEqual({ tubes: [] });
    },
  );
});
