import type { DeviceEvent } from '@lib/contracts/http/batching/journal';
import { Refusal, type RefusalCode } from '@lib/contracts/refusals';
import { sha256 } from '@lib/platform';
import { custodyHash, custodyRoot, sealDigest, writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { type CustodyLink } from './custody.js';
import type { KnownCampaign } from './known-campaign.js';
import { sealTube } from './seal.decider.js';
import { openTube, scan, undoScan, voidTube } from './tube.decider.js';
import type { Tube } from './tube.js';
import type { Accepted, SiteContext, Verdict } from './verdict.js';

const campaignId = '0198f2a0-0000-7000-8000-000000000001';
const roundId = '0198f2a0-0000-7000-8000-000000000002';
const deviceId = '0198f2a0-0000-7000-8000-000000000003';
const orderId = '0198f2a0-0000-7000-8000-000000000005';
const tubeId = writeTubeBarcode('21', 123);
const capturedAt = '2026-11-21T08:00:00.000Z';
const person = (number: number) => `3f1c2b9e-6a44-4e0d-9a51-${String(number).padStart(12, '0')}`;

const known: KnownCampaign = { campaignId, kind: 'drill', policyVersion: 3, tubeCapacities: [1, 10, 20], rounds: [] };

interface Around {
  campaign?: KnownCampaign | undefined;
  siteCode?: string;
  inCampaign?: string;
  at?: string;
  seq?: number;
}

function context(around: Around = {}): SiteContext {
  return {
    act: {
      actor: 'sampler-1',
      deviceId,
      deviceSeq: around.seq ?? 1,
      capturedAt: new Date(around.at ?? capturedAt),
      recordedAt: new Date('2026-11-21T09:00:00.000Z'),
    },
    siteCode: around.siteCode ?? '330105-0001',
    campaignId: around.inCampaign ?? campaignId,
    campaign: around.campaign,
    hash: sha256,
  };
}

const stamp = { seq: 1, capturedAt, tubeId };
const opening = (change: object = {}) =>
  ({ kind: 'open-tube', ...stamp, roundId, capacity: 10, purpose: 'round', ...change }) as Extract<
    DeviceEvent,
    { kind: 'open-tube' }
  >;
const scanning = (number: number) =>
  ({ kind: 'scan', ...stamp, subjectKind: 'person', subjectId: person(number) }) as const;
const undoing = (number: number) => ({ kind: 'undo-scan', ...stamp, subjectId: person(number) }) as const;
const sealing = (specimens: number, partialReason?: 'end-of-queue' | 'household') =>
  ({ kind: 'seal-tube', ...stamp, specimens, ...(partialReason ? { partialReason } : {}) }) as const;
const voiding = { kind: 'void-tube', ...stamp, reason: 'leaking' } as const;

function accepted(verdict: Verdict): Accepted {
  if (verdict.outcome !== 'accepted') throw new Error(`not accepted: ${verdict.code}`);
  return verdict;
}

const anOpenTube = (change: object = {}, around: Around = {}): Tube =>
  accepted(openTube(undefined, opening(change), context(around))).tube;
function aTubeOf(specimens: number, change: object = {}): Tube {
  let tube = anOpenTube(change);
  for (let number = 1; number <= specimens; number += 1)
    tube = accepted(scan(tube, scanning(number), context({ seq: 1 + number }))).tube;
  return tube;
}
const aSealedTube = (specimens = 3): Tube =>
  accepted(sealTube(aTubeOf(specimens), sealing(specimens, 'end-of-queue'), context({ seq: 50 }))).tube;
const aVoidTube = (): Tube => accepted(voidTube(aTubeOf(2), voiding, context({ seq: 60 }))).tube;
const boxed = (tube: Tube): Tube => ({
  ...(tube as Extract<Tube, { state: 'sealed' }>),
  state: 'boxed',
  batchId: orderId,
});
const handed = (tube: Tube): Tube => ({ ...(boxed(tube) as Extract<Tube, { state: 'boxed' }>), state: 'handed' });

function refusedWith(decide: () => unknown): RefusalCode | 'nothing' {
  try {
    decide();
    return 'nothing';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('opening a tube', () => {
  test.each([1, 5, 10, 20])('a tube of %s is opened while no policy is known', (capacity) => {
    expect(anOpenTube({ capacity })).toMatchObject({ state: 'opened', capacity, members: [], policyVersion: null });
  });

  test('the policy under which a tube was opened is kept with it', () => {
    expect(anOpenTube({}, { campaign: known })).toMatchObject({ policyVersion: 3, campaignKind: 'drill' });
  });

  test.each<[string, object, Around, RefusalCode | 'nothing']>([
    ['of a size that the policy does not name', { capacity: 5 }, { campaign: known }, 'CAPACITY_NOT_ALLOWED'],
    ['of a size while the policy is not known', { capacity: 5 }, {}, 'nothing'],
    ['for a recollection of one, by order', { purpose: 'recollection', capacity: 1, orderId }, {}, 'nothing'],
    ['for a recollection of ten', { purpose: 'recollection', capacity: 10, orderId }, {}, 'CAPACITY_NOT_ALLOWED'],
    ['for a recollection without an order', { purpose: 'recollection', capacity: 1 }, {}, 'ORDER_MISSING'],
  ])('%s', (_what, change, around, refusal) => {
    expect(refusedWith(() => openTube(undefined, opening(change), context(around)))).toBe(refusal);
  });

  test('two devices that open the same tube alike are told that it is open', () => {
    const second = openTube(anOpenTube(), opening(), context());
    expect(second).toEqual({ outcome: 'duplicate', code: 'TUBE_ALREADY_OPEN' });
  });

  test.each([{ capacity: 20 }, { roundId: orderId }])('an opening that says otherwise (%o) is a conflict', (change) => {
    const second = openTube(anOpenTube(), opening(change), context());
    expect(second).toEqual({ outcome: 'conflict', code: 'TUBE_ALREADY_OPEN' });
  });

  test.each<[string, () => Tube, RefusalCode]>([
    ['sealed', aSealedTube, 'TUBE_ALREADY_SEALED'],
    ['boxed', () => boxed(aSealedTube()), 'TUBE_ALREADY_SEALED'],
    ['handed over', () => handed(aSealedTube()), 'TUBE_HANDED_OVER'],
    ['void', aVoidTube, 'TUBE_VOID'],
  ])('a tube that is %s is never opened again', (_state, tube, code) => {
    expect(refusedWith(() => openTube(tube(), opening(), context()))).toBe(code);
  });
});

describe('a closed round', () => {
  const closedBefore = (hours: number) => {
    const closedAt = new Date(context().act.recordedAt.getTime() - hours * 3_600_000);
    return { ...known, rounds: [{ roundId, closedAt }] };
  };
  const [fast, slow] = ['2027-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'];

  test.each<[string, Around, RefusalCode | 'nothing', string | null | undefined]>([
    ['opens a tube within a day of its close, and says so', { campaign: closedBefore(23) }, 'nothing', 'after-close'],
    ['opens none a day after its close', { campaign: closedBefore(24) }, 'ROUND_CLOSED', undefined],
    ['cannot be kept open by a slow phone', { campaign: closedBefore(24), at: slow }, 'ROUND_CLOSED', undefined],
    ['is not closed early by a fast phone', { campaign: closedBefore(-1), at: fast }, 'nothing', null],
    ['whose close has not been heard of refuses nothing', { campaign: known, at: fast }, 'nothing', null],
    ['of an unknown campaign refuses nothing', { at: fast }, 'nothing', null],
  ])('%s', (_law, around, refusal, reason) => {
    const open = () => accepted(openTube(undefined, opening(), context(around)));
    expect(refusedWith(open)).toBe(refusal);
    if (refusal === 'nothing') expect(open().links?.[0]?.entry.reason).toBe(reason);
  });

  test('loses no scan of a tube that is open, however late it comes: the swab is in the tube', () => {
    const around = { campaign: closedBefore(240), at: fast };
    expect(refusedWith(() => scan(anOpenTube(), scanning(1), context(around)))).toBe('nothing');
  });

  test('holds no recollection back: the person called back waits for it', () => {
    const single = { purpose: 'recollection', capacity: 1, orderId };
    const around = { campaign: { ...closedBefore(24), tubeCapacities: [10] } };
    const opened = accepted(openTube(undefined, opening(single), context(around)));
    expect(opened.links?.[0]?.entry.reason).toBeNull();
    expect(refusedWith(() => scan(anOpenTube(single), scanning(1), context(around)))).toBe('nothing');
  });

  test('still lets a tube be undone, sealed and made void', () => {
    const around = { campaign: closedBefore(240) };
    expect(refusedWith(() => undoScan(aTubeOf(2), undoing(2), context(around)))).toBe('nothing');
    expect(refusedWith(() => sealTube(aTubeOf(2), sealing(2, 'end-of-queue'), context(around)))).toBe('nothing');
    expect(refusedWith(() => voidTube(aTubeOf(2), voiding, context(around)))).toBe('nothing');
  });
});

describe('scanning into a tube', () => {
  test('specimens stand at positions 1..n in the order of their scans', () => {
    expect(aTubeOf(3).members.map(({ position, subjectId }) => [position, subjectId])).toEqual([
      [1, person(1)],
      [2, person(2)],
      [3, person(3)],
    ]);
  });

  test('people may be scanned before the barcode: the device sends the opening first, captured later', () => {
    const early = context({ at: '2026-11-21T07:59:00.000Z' });
    expect(scan(anOpenTube(), scanning(1), early)).toMatchObject({ outcome: 'accepted', position: 1 });
  });

  test.each([1, 5, 10, 20])('a tube of %s takes as many and no more', (capacity) => {
    const full = aTubeOf(capacity, { capacity });
    expect(refusedWith(() => scan(full, scanning(21), context()))).toBe('TUBE_FULL');
  });

  test('the same person twice is told the position, even in a full tube', () => {
    const told = { outcome: 'duplicate', code: 'ALREADY_IN_TUBE', position: 2 };
    expect(scan(aTubeOf(3), scanning(2), context())).toEqual(told);
    expect(scan(aTubeOf(5, { capacity: 5 }), scanning(2), context())).toEqual(told);
  });

  test.each<[string, () => Tube | undefined, RefusalCode]>([
    ['that nobody opened', () => undefined, 'TUBE_NOT_OPEN'],
    ['that is sealed', aSealedTube, 'TUBE_ALREADY_SEALED'],
    ['that has left', () => handed(aSealedTube()), 'TUBE_HANDED_OVER'],
    ['that is void', aVoidTube, 'TUBE_VOID'],
  ])('a tube %s takes nobody', (_state, tube, code) => {
    expect(refusedWith(() => scan(tube(), scanning(9), context()))).toBe(code);
  });

  test.each<[string, Around, Around, RefusalCode]>([
    ['of another site', {}, { siteCode: '330105-0002' }, 'TUBE_NOT_OPEN'],
    ['of another campaign', {}, { inCampaign: orderId }, 'TUBE_OF_OTHER_CAMPAIGN'],
    [
      'of a drill, for a live campaign',
      { campaign: known },
      { inCampaign: orderId, campaign: { ...known, campaignId: orderId, kind: 'live' } },
      'DRILL_AND_LIVE_MIXED',
    ],
  ])('a tube %s takes nobody', (_whose, opened, around, code) => {
    expect(refusedWith(() => scan(anOpenTube({}, opened), scanning(1), context(around)))).toBe(code);
  });
});

describe('taking a scan back', () => {
  test('the last position is freed, and the scan is kept as undone', () => {
    const verdict = accepted(undoScan(aTubeOf(3), undoing(3), context({ seq: 9 })));
    expect(verdict.tube.members).toHaveLength(2);
    expect(verdict.undone).toMatchObject({ scan: { position: 3, subjectId: person(3) }, undo: { deviceSeq: 9 } });
  });

  test('the next person takes the freed position', () => {
    const { tube } = accepted(undoScan(aTubeOf(3), undoing(3), context()));
    expect(scan(tube, scanning(4), context())).toMatchObject({ position: 3 });
  });

  test.each<[string, number, RefusalCode]>([
    ['an earlier position is not freed, because later ones were promised', 2, 'NOT_LAST_IN_TUBE'],
    ['somebody who is not in the tube cannot be taken out', 7, 'NOT_IN_TUBE'],
  ])('%s', (_law, number, code) => {
    expect(refusedWith(() => undoScan(aTubeOf(3), undoing(number), context()))).toBe(code);
  });

  test('nobody is taken out of a sealed tube', () => {
    expect(refusedWith(() => undoScan(aSealedTube(3), undoing(3), context()))).toBe('TUBE_ALREADY_SEALED');
  });
});

describe('sealing a tube', () => {
  test('tells of its members once, with the digest of positions and subjects', () => {
    const { tube, fact, links } = accepted(sealTube(aTubeOf(2), sealing(2, 'end-of-queue'), context()));
    expect(fact).toMatchObject({
      sequence: 1,
      content: {
        members: [
          { position: 1, subjectKind: 'person', subjectId: person(1) },
          { position: 2, subjectKind: 'person', subjectId: person(2) },
        ],
        sealDigest: sealDigest(sha256, tube.members),
        partialReason: 'end-of-queue',
        custodySeq: 2,
        custodyHash: links?.[0]?.hash,
      },
    });
  });

  test('keeps of a full tube that it is one household’s, and no other reason', () => {
    const reasonOf = (tube: Tube, specimens: number, reason?: 'end-of-queue' | 'household') =>
      (accepted(sealTube(tube, sealing(specimens, reason), context())).fact?.content as { partialReason?: string })
        .partialReason;
    expect(reasonOf(aTubeOf(10), 10, 'household')).toBe('household');
    expect(reasonOf(aTubeOf(10), 10, 'end-of-queue')).toBeUndefined();
    expect(reasonOf(aTubeOf(10), 10)).toBeUndefined();
    expect(reasonOf(aTubeOf(4), 4, 'household')).toBe('household');
  });

  test('a single tube is nobody’s household', () => {
    const single = aTubeOf(1, { capacity: 1 });
    expect(accepted(sealTube(single, sealing(1, 'household'), context())).fact?.content).not.toHaveProperty(
      'partialReason',
    );
  });

  test.each<[string, () => Tube | undefined, number, 'end-of-queue' | undefined, RefusalCode | 'nothing']>([
    ['an empty tube is not sealed', () => anOpenTube(), 0, 'end-of-queue', 'TUBE_EMPTY'],
    ['an empty tube is not sealed whatever is counted', () => anOpenTube(), 1, 'end-of-queue', 'TUBE_EMPTY'],
    ['one swab more than people keeps it open', () => aTubeOf(3), 4, 'end-of-queue', 'COUNT_DIFFERS'],
    ['one swab less than people keeps it open', () => aTubeOf(3), 2, 'end-of-queue', 'COUNT_DIFFERS'],
    ['a tube that is not full needs a reason', () => aTubeOf(3), 3, undefined, 'PARTIAL_REASON_MISSING'],
    ['a full tube needs no reason', () => aTubeOf(10), 10, undefined, 'nothing'],
    ['a tube that nobody opened is not sealed', () => undefined, 3, undefined, 'TUBE_NOT_OPEN'],
    ['a void tube is not sealed', aVoidTube, 2, 'end-of-queue', 'TUBE_VOID'],
    ['a sealed tube is not sealed with another count', () => aSealedTube(3), 4, undefined, 'TUBE_ALREADY_SEALED'],
  ])('%s', (_law, tube, specimens, reason, refusal) => {
    expect(refusedWith(() => sealTube(tube(), sealing(specimens, reason), context()))).toBe(refusal);
  });

  test('a sealed tube sealed again with the same count is known', () => {
    const again = sealTube(aSealedTube(3), sealing(3), context());
    expect(again).toEqual({ outcome: 'duplicate', code: 'TUBE_ALREADY_SEALED' });
  });
});

describe('making a tube void', () => {
  test.each<[string, () => Tube, number]>([
    ['open', () => aTubeOf(2), 1],
    ['sealed', () => aSealedTube(2), 2],
    ['boxed', () => boxed(aSealedTube(2)), 2],
  ])('an %s tube tells whom it calls back', (_state, tube, sequence) => {
    const { fact, tube: voided } = accepted(voidTube(tube(), voiding, context()));
    expect(fact).toMatchObject({
      sequence,
      content: { reason: 'leaking', members: [{ position: 1 }, { position: 2 }] },
    });
    expect(voided.state).toBe('void');
    expect('batchId' in voided && voided.batchId !== undefined).toBe(false);
  });

  test('a tube that has left is the laboratory’s to judge', () => {
    expect(refusedWith(() => voidTube(handed(aSealedTube()), voiding, context()))).toBe('TUBE_HANDED_OVER');
  });

  test('a void tube made void again is known, and is told once', () => {
    expect(voidTube(aVoidTube(), voiding, context())).toEqual({ outcome: 'duplicate', code: 'TUBE_VOID' });
  });
});

test('the custody of a tube is one chain: each hash covers all before it', () => {
  const steps: CustodyLink[] = [];
  const opened = accepted(openTube(undefined, opening(), context()));
  steps.push(...(opened.links ?? []));
  const filled = accepted(scan(opened.tube, scanning(1), context()));
  const sealed = accepted(sealTube(filled.tube, sealing(1, 'end-of-queue'), context()));
  steps.push(...(sealed.links ?? []));
  const voided = accepted(voidTube(sealed.tube, voiding, context()));
  steps.push(...(voided.links ?? []));
  expect(steps.map(({ entry }) => [entry.seq, entry.step])).toEqual([
    [1, 'opened'],
    [2, 'sealed'],
    [3, 'void'],
  ]);
  let head = custodyRoot;
  for (const { entry, hash } of steps) {
    expect(hash).toBe(custodyHash(sha256, head, entry));
    head = hash;
  }
  expect(voided.tube.custody).toEqual({ seq: 3, hash: head });
});
