import { namespacedPostgres, type NamespacedPostgres } from '@lib/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Ledger } from './bench-round.js';
import { readBack } from './read-back.js';
import { measureCopy } from './copy-limit.js';
import { personOf, personsPerTube } from './tube-maker.js';

const run = '0123456789abcde';
let postgres: NamespacedPostgres;

/** Members as the house packs them; only position and subject are looked at. */
function packed(device: number, firstPerson: number): Buffer {
  const bytes = Buffer.alloc(personsPerTube * 39);
  for (let index = 0; index < personsPerTube; index += 1) {
    bytes.writeUInt8(index + 1, index * 39);
    bytes.write(personOf(run, device, firstPerson + index).replaceAll('-', ''), index * 39 + 7, 'hex');
  }
  return bytes;
}

beforeAll(async () => {
  postgres = await namespacedPostgres('batching');
  await postgres.admin('create table batching.tubes (tube_id text, members bytea)');
  await postgres.admin('create schema lab');
  await postgres.admin('create table lab.expected_tubes (tube_id text, members bytea)');
  await postgres.admin('create schema result_desk');
  await postgres.admin('create table result_desk.results (tube_id text)');
  const login = `${postgres.database}_batching`;
  await postgres.admin(`grant usage on schema lab, result_desk to ${login}`);
  await postgres.admin(`grant select on batching.tubes, lab.expected_tubes, result_desk.results to ${login}`);
  for (const tubeId of ['whole', 'changed', 'unheard', 'unanswered']) {
    const members = packed(tubeId === 'changed' ? 9 : 1, 0);
    await postgres.admin('insert into batching.tubes values ($1, $2)', [tubeId, members]);
    if (tubeId !== 'unheard') await postgres.admin('insert into lab.expected_tubes values ($1, $2)', [tubeId, members]);
    if (tubeId !== 'unanswered') await postgres.admin('insert into result_desk.results values ($1)', [tubeId]);
  }
});
afterAll(() => postgres?.drop());

const lostOf = async (tubeIds: readonly string[]) => {
  const ledger = new Ledger();
  ledger.sealed.push(...tubeIds.map((tubeId) => ({ tubeId, device: 1, firstPerson: 0 })));
  ledger.released.push(...tubeIds);
  return readBack(postgres.url, ledger, run);
};

describe('reading back', () => {
  test('finds what was acknowledged', async () => {
    expect(await lostOf(['whole'])).toEqual({ scans: 0, tubesAtLab: 0, results: 0 });
  });

  test.each([
    ['a tube that is not there', 'absent', { scans: 10, tubesAtLab: 1, results: 1 }],
    ['other people in the tube', 'changed', { scans: 10, tubesAtLab: 0, results: 0 }],
    ['a tube of which the laboratory never heard', 'unheard', { scans: 0, tubesAtLab: 1, results: 0 }],
    ['a result that reached nobody', 'unanswered', { scans: 0, tubesAtLab: 0, results: 1 }],
  ])('counts %s as lost', async (_what, tubeId, lost) => {
    expect(await lostOf(['whole', tubeId])).toEqual(lost);
  });
});

describe('the limit of the machine', () => {
  test('is counted in rows that the server took, and leaves nothing behind', async () => {
    expect(await measureCopy(postgres.url, 0.2)).toBeGreaterThan(0);
    const [left] = await postgres.admin(`select to_regnamespace('bench_limit') is null as gone`);
    expect(left).toEqual({ gone: true });
  });
});
