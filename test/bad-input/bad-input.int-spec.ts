import { systemIds } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admin } from '../../apps/bulou/src/demo/callers.js';
import { badFiles } from './bad-files.js';
import { badJson } from './bad-json.js';
import { badLines, oddWords } from './bad-rows.js';
import { Ground, rosterHeader } from './ground.js';

let ground: Ground;
let waiting: string[];
beforeAll(async () => {
  ground = await Ground.open();
  waiting = await ground.bring(140);
}, 180_000);
afterAll(() => ground?.close());

const tube = (): string => {
  const next = waiting.pop();
  if (next === undefined) throw new Error('bring more tubes to the bench');
  return next;
};
const labHeader = '试管编号,检测结果,ORF1ab Ct,N Ct,内标 Ct';
const resultsOf = (tubeId: string) => ground.count('lab.results', 'tube_id = $1', [tubeId]);

describe('a file of a laboratory that is refused whole leaves nothing, and the next one is taken', () => {
  test.each(badFiles)('$what', async ({ bytes, status, code }) => {
    const [bad, good] = [tube(), tube()];
    const before = await ground.count('lab.uploads');
    expect(await ground.upload(bytes(labHeader, ground.negative(bad)))).toMatchObject({ status, code });
    expect(await ground.count('lab.uploads')).toBe(before);
    expect(await resultsOf(bad)).toBe(0);
    const taken = await ground.upload(ground.file(ground.negative(good)));
    expect(taken).toMatchObject({ status: 200, body: { rows: 1, accepted: 1 } });
    expect(await resultsOf(good)).toBe(1);
    waiting.push(bad);
  });
});

describe('a roster that is refused whole brings nobody, and the next one is taken', () => {
  test.each(badFiles)('$what', async ({ bytes, status, code }) => {
    const before = await ground.count('registration.participants');
    expect(await ground.roster(bytes(rosterHeader, ground.person()))).toMatchObject({ status, code });
    expect(await ground.count('registration.participants')).toBe(before);
    const taken = await ground.roster(ground.rosterFile(ground.person()));
    expect(taken).toMatchObject({ status: 201, body: { rows: 1, accepted: 1, rejected: 0 } });
    expect(await ground.count('registration.participants')).toBe(before + 1);
  });
});

describe('what is bad in a file is said by row, is no result, and costs no other row', () => {
  test.each(badLines)('$what', async ({ lines, codes }) => {
    const [bad, good] = [tube(), tube()];
    const answer = await ground.upload(ground.file(...lines(bad), ground.negative(good)));
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect((answer.body['errors'] as { code: string }[]).map(({ code }) => code)).toEqual(codes);
    expect(await resultsOf(bad)).toBe(0);
    expect(await resultsOf(good)).toBe(1);
  });

  test('a tube of one laboratory in the file of another', async () => {
    const [theirs] = [tube()];
    const stranger: TokenClaims = { sub: 'lab-9', role: 'lab', scope: { lab: 'LAB-OTHER' } };
    const registered = { as: admin, path: '/api/lab/v1/labs', body: { labCode: 'LAB-OTHER', name: '另一家' } };
    expect(await ground.send(registered)).toMatchObject({ status: 200 });
    const answer = await ground.upload(ground.file(ground.negative(theirs)), stranger);
    expect(answer).toMatchObject({ status: 200, body: { accepted: 0, held: 1, errors: [{ code: 'TUBE_UNKNOWN' }] } });
    expect(await resultsOf(theirs)).toBe(0);
    expect(await ground.upload(ground.file(ground.negative(theirs)))).toMatchObject({ body: { accepted: 1 } });
  });
});

describe('what only looks bad is taken', () => {
  test.each(oddWords)('a finding with %s', async (_what, word) => {
    const answer = await ground.upload(ground.file(`${tube()},${word},无,无,28.1`));
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1, errors: [] } });
  });

  test.each(['gbk', 'utf-16le', 'utf-16be', 'utf-8'])('a file in %s', async (encoding) => {
    const text = ground.file(ground.negative(tube())).toString();
    const bytes = iconv.encode(text, encoding, { addBOM: encoding !== 'gbk' });
    expect(await ground.upload(bytes)).toMatchObject({ status: 200, body: { accepted: 1 } });
  });

  test('a header alone, which says nothing of anybody', async () => {
    expect(await ground.upload(ground.file())).toMatchObject({ status: 200, body: { rows: 0, accepted: 0 } });
  });

  test('a header with a column twice, of which the first counts', async () => {
    const [first, second] = [tube(), tube()];
    const text = `试管编号,试管编号,检测结果,检测结果\n${first},${second},阴性,阳性\n`;
    const answer = await ground.upload(Buffer.from(text));
    expect(answer).toMatchObject({ status: 200, body: { rows: 1, accepted: 1, alarming: 0 } });
    expect([await resultsOf(first), await resultsOf(second)]).toEqual([1, 0]);
  });
});

describe('an act that cannot be is refused, and the act beside it is done', () => {
  test('a device at a site that nobody registered', async () => {
    const path = '/api/registration/v1/devices';
    const [bad, good] = [systemIds.uuid4(), systemIds.uuid4()];
    const nowhere = { deviceId: bad, siteCode: '330105-9999', label: '1' };
    expect(await ground.send({ as: admin, path, body: nowhere })).toMatchObject({ status: 404, code: 'SITE_UNKNOWN' });
    const here = { deviceId: good, siteCode: ground.drill.siteCode, label: '1' };
    expect(await ground.send({ as: admin, path, body: here })).toMatchObject({ status: 201 });
    expect(await ground.count('registration.devices', 'device_id = $1', [bad])).toBe(0);
    expect(await ground.count('registration.devices', 'device_id = $1', [good])).toBe(1);
  });

  test('a tube of the round before, opened again beside a fresh one', async () => {
    const [used, fresh] = [tube(), ground.freshTube()];
    const open = { kind: 'open-tube', roundId: ground.drill.opened.waitingRoundId, capacity: 10, purpose: 'round' };
    const scan = { kind: 'scan', subjectKind: 'person' };
    const [one, two] = [systemIds.uuid4(), systemIds.uuid4()];
    const answers = await ground.journal([
      { ...open, tubeId: used },
      { ...scan, tubeId: used, subjectId: one },
      { ...open, tubeId: fresh },
      { ...scan, tubeId: fresh, subjectId: two },
      { kind: 'seal-tube', tubeId: fresh, specimens: 1, partialReason: 'end-of-queue' },
    ]);
    expect(answers.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['refused', 'TUBE_HANDED_OVER'],
      ['refused', 'TUBE_HANDED_OVER'],
      ...Array<[string, undefined]>(3).fill(['accepted', undefined]),
    ]);
    const members = (subject: string) => ground.count('batching.tube_members', 'subject_id = $1', [subject]);
    expect([await members(one), await members(two)]).toEqual([0, 1]);
  });

  test('a card with a wrong check digit at the desk', async () => {
    const path = '/api/registration/v1/participants';
    const [, , card = ''] = ground.person().split(',');
    const wrong = card.slice(0, 17) + (card.endsWith('1') ? '2' : '1');
    const person = { campaignId: ground.drill.campaignId, name: '王小明', cardKind: 'identity-number' };
    const before = await ground.count('registration.participants');
    const as = ground.siteManager;
    const refused = await ground.send({ as, path, body: { ...person, cardNumber: wrong } });
    expect(refused).toMatchObject({ status: 422, code: 'IDENTITY_NUMBER_WRONG' });
    expect(JSON.stringify(refused.body)).not.toContain(wrong);
    expect(await ground.send({ as, path, body: { ...person, cardNumber: card } })).toMatchObject({ status: 201 });
    expect(await ground.count('registration.participants')).toBe(before + 1);
  });

  test('a card with a wrong check digit in a roster', async () => {
    const good = ground.person();
    const [name, kind, card = '', ...rest] = ground.person().split(',');
    const wrong = card.slice(0, 17) + (card.endsWith('1') ? '2' : '1');
    const answer = await ground.roster(ground.rosterFile([name, kind, wrong, ...rest].join(','), good));
    expect(answer).toMatchObject({
      status: 201,
      body: { accepted: 1, rejected: 1, errors: [{ row: 2, code: 'IDENTITY_NUMBER_WRONG' }] },
    });
  });
});

describe('JSON that nobody can read is refused by every room before anything is written', () => {
  const sampler: TokenClaims = { sub: 's', role: 'sampler', scope: { site: '330105-0001', device: systemIds.uuid4() } };
  const duty: TokenClaims = { sub: 'd', role: 'cdc-duty', scope: { district: '330105' } };
  const tables = ['registration.participants', 'batching.tubes', 'lab.arrivals', 'notification.duties'];

  test.each<[string, TokenClaims]>([
    ['/api/registration/v1/participants', sampler],
    ['/api/batching/v1/journal', sampler],
    ['/api/lab/v1/arrivals', { sub: 'l', role: 'lab', scope: { lab: 'LAB-DRILL1' } }],
    ['/api/notification/v1/duties', duty],
    [`/api/isolation/v1/alerts/${systemIds.uuid4()}/take`, duty],
  ])('%s', async (path, as) => {
    const counts = () => Promise.all(tables.map((table) => ground.count(table)));
    const before = await counts();
    const answers: string[] = [];
    for (const [what, body] of Object.entries(badJson)) {
      const { status, code } = await ground.send({ as, path, body });
      answers.push(`${what}: ${status} ${code}`);
    }
    expect(answers).toEqual(Object.keys(badJson).map((what) => `${what}: 400 MALFORMED`));
    expect(await counts()).toEqual(before);
  });
});
