import { PolicyChangedV1 } from '@lib/contracts/events/registration/policy-changed.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { systemIds } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFile, aHandOver, aSealing, negative, newTubes, openLabRoom, positive } from '../lab-room.js';
import { stranger, supervisor } from '../lab-room.js';
import type { LabRoom } from '../lab-room.js';

let lab: LabRoom;
beforeAll(async () => {
  lab = await openLabRoom();
});
afterAll(() => lab?.close());

interface Listed {
  readonly tubeId: string;
  readonly owner: { role: string; place: string };
  readonly lastPlace: string;
  readonly state: string;
}

const listFor = async (as: TokenClaims, query = ''): Promise<Listed[]> => {
  const { body } = await lab.room.call('GET', `/v1/overdue-tubes${query}`, { as });
  return (body as { tubes: Listed[] }).tubes;
};

const duty = (district: string): TokenClaims => ({ sub: 'duty-1', role: 'cdc-duty', scope: { district } });
const centre: TokenClaims = { sub: 'centre-1', role: 'command-centre', scope: {} };

/** Tubes of a campaign of their own, whose clock is over at once: four hours at the pace of a drill. */
async function tubesOf(scale: number, count: number, labCode = 'LAB-HZ1') {
  const campaignId = systemIds.uuid7();
  const batchId = systemIds.uuid7();
  const tubes = newTubes(count);
  const of = ({ contract, content }: ReturnType<typeof aSealing>) => ({
    contract,
    content: { ...content, campaignId },
  });
  const opened = { campaignId, kind: 'drill', timeScale: scale, policy: { version: 1, runMinutesMin: 0 } };
  await lab.tell([{ contract: CampaignOpenedV1, content: opened }]);
  await lab.tell([...tubes.map((tube) => of(aSealing(tube))), of(aHandOver(batchId, tubes, labCode))]);
  return { campaignId, batchId, tubes };
}

const fast = 1e9;

describe('a tube past its clock', () => {
  test('is listed with owner, last place and next step until somebody is told its result', async () => {
    const { campaignId, batchId, tubes } = await tubesOf(fast, 1);
    const [tubeId = ''] = tubes;
    const path = `?campaign=${campaignId}`;
    const owner = { role: 'lab-supervisor', place: 'LAB-HZ1' };
    expect(await listFor(supervisor, path)).toMatchObject([
      { tubeId, state: 'expected', lastPlace: '330105-0001', owner },
    ]);
    await lab.count(batchId, tubes);
    expect(await listFor(supervisor, path)).toMatchObject([
      { tubeId, state: 'received', lastPlace: 'LAB-HZ1', owner: { role: 'lab', place: 'LAB-HZ1' } },
    ]);
    const { job } = await lab.upload(aFile([negative(tubeId)]));
    expect(await listFor(supervisor, path)).toMatchObject([{ tubeId, state: 'resulted', owner }]);
    await lab.command(`/v1/uploads/${job}/release`, {}, supervisor);
    expect(await listFor(supervisor, path)).toEqual([]);
  });

  test('is seen by its laboratory, the duty of its district and the command centre, and by nobody else', async () => {
    const { campaignId, tubes } = await tubesOf(fast, 2);
    const path = `?campaign=${campaignId}`;
    const seen = async (as: TokenClaims) => (await listFor(as, path)).map(({ tubeId }) => tubeId).toSorted();
    expect(await seen(duty('330105'))).toEqual(tubes.toSorted());
    expect(await seen(centre)).toEqual(tubes.toSorted());
    expect(await seen(stranger)).toEqual([]);
    expect(await seen(duty('330106'))).toEqual([]);
    const nobody = await lab.room.call('GET', '/v1/overdue-tubes', { as: { sub: 'd', role: 'cdc-duty', scope: {} } });
    expect(nobody.status).toBe(403);
  });

  test('is not listed before its time, which the newest policy says, at the pace of its campaign', async () => {
    const { campaignId } = await tubesOf(1, 1);
    expect(await listFor(centre, `?campaign=${campaignId}`)).toEqual([]);
    const policy = { version: 2, tubeWithoutResultHoursMax: 0 };
    await lab.tell([{ contract: PolicyChangedV1, content: { campaignId, policy } }]);
    expect(await listFor(centre, `?campaign=${campaignId}`)).toHaveLength(1);
  });
});

describe('a box that is addressed to a laboratory which nobody registered', () => {
  test('is listed with the administrator as owner, and its tubes are too', async () => {
    const { campaignId } = await tubesOf(fast, 1, 'LAB-NOWHERE');
    const { body } = await lab.room.call('GET', '/v1/unregistered-labs', {
      as: { sub: 'a', role: 'admin', scope: {} },
    });
    expect(body).toMatchObject({ labs: [{ labCode: 'LAB-NOWHERE', boxes: 1, owner: { role: 'admin' } }] });
    expect(await listFor(centre, `?campaign=${campaignId}`)).toMatchObject([{ owner: { role: 'admin' } }]);
  });

  test('has its results kept and its alarms raised, and nobody is told before the laboratory is registered', async () => {
    const { batchId, tubes } = await tubesOf(fast, 1, 'LAB-NEW1');
    const technician: TokenClaims = { sub: 'new-1', role: 'lab', scope: { lab: 'LAB-NEW1' } };
    const second: TokenClaims = { sub: 'new-2', role: 'lab-supervisor', scope: { lab: 'LAB-NEW1' } };
    await lab.count(batchId, tubes, [], technician);
    const { job } = await lab.upload(aFile([positive(tubes[0] ?? '')]), technician);
    expect(await lab.facts(tubes[0] ?? '')).toEqual(['result-recorded#1', 'detection-raised#1']);
    const release = () => lab.command(`/v1/uploads/${job}/release`, {}, second);
    expect(await release()).toMatchObject({ status: 409, body: { code: 'LAB_UNREGISTERED' } });
    await lab.command('/v1/labs', { labCode: 'LAB-NEW1', name: '新实验室' }, { sub: 'a', role: 'admin', scope: {} });
    expect(await release()).toMatchObject({ status: 200, body: { released: 1 } });
  });
});

describe('a correction that one supervisor asked for', () => {
  test('waits on the list of the laboratory until a second one asks for the same', async () => {
    const { batchId, tubes } = await tubesOf(fast, 1);
    const [tubeId = ''] = tubes;
    await lab.count(batchId, tubes);
    await lab.upload(aFile([positive(tubeId)]));
    const body = { resultVersion: 1, finding: 'not-detected', reason: 'wells swapped' };
    await lab.command(`/v1/results/${tubeId}/correct`, body, supervisor);
    const waiting = (as: TokenClaims) => lab.room.call('GET', '/v1/asked-corrections', { as });
    expect((await waiting(supervisor)).body).toMatchObject({
      corrections: [{ tubeId, standing: 'detected', finding: 'not-detected', askedBy: 'lab-2' }],
    });
    expect((await waiting(stranger)).body).toEqual({ corrections: [] });
    await lab.command(`/v1/results/${tubeId}/correct`, body, { ...supervisor, sub: 'lab-4' });
    expect((await waiting(supervisor)).body).toEqual({ corrections: [] });
  });
});
