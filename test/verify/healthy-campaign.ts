import { createHash } from 'node:crypto';
import {
  type CustodyEntry,
  custodyHash,
  custodyRoot,
  type Finding,
  sealDigest,
  type TubeState,
  writeTubeBarcode,
} from '@lib/vocabulary';

/** The smallest campaign in which everything happens once and nothing is wrong; every number here is written by hand. */
export const campaignId = '0198f2a0-0000-7000-8000-00000000000a';
export const roundId = '0198f2a0-0000-7000-8000-00000000000b';
export const openRoundId = '0198f2a0-0000-7000-8000-00000000000c';
export const batchId = '0198f2a0-0000-7000-8000-00000000000d';
export const uploadId = '0198f2a0-0000-7000-8000-00000000000e';
export const siteCode = '330105-0001';
export const labCode = 'LAB-HZ1';
export const boxCode = 'BX-TEST000001';

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
export const uuid = (kind: number, n: number): string =>
  `0198f2a0-0000-7000-80${String(kind).padStart(2, '0')}-${String(n).padStart(12, '0')}`;
export const personId = (n: number): string => uuid(1, n);
export const deviceId = uuid(2, 1);

export interface HealthyTube {
  readonly tubeId: string;
  readonly people: readonly number[];
  /** Where it ends. */
  readonly end: Extract<TubeState, 'resulted' | 'void' | 'lost' | 'rejected'> | 'waiting';
  readonly finding?: Finding;
  readonly orderId?: string;
  readonly roundId: string;
}

const tube = (n: number, rest: Omit<HealthyTube, 'tubeId' | 'roundId'>, round = roundId): HealthyTube => ({
  tubeId: writeTubeBarcode('99', n),
  roundId: round,
  ...rest,
});

export const orderOf = (person: number): string => uuid(3, person);
export const caseOf = (person: number): string => uuid(4, person);
export const measureId = uuid(6, 1);
export const questionId = uuid(6, 11);
export const escalationOf = (tubeNumber: number): string => uuid(5, tubeNumber);

export const tubes = {
  plain: tube(1, { people: [1, 2], end: 'resulted', finding: 'not-detected' }),
  detected: tube(2, { people: [3, 4], end: 'resulted', finding: 'detected' }),
  void: tube(3, { people: [5], end: 'void' }),
  lost: tube(4, { people: [6], end: 'lost' }),
  rejected: tube(5, { people: [7], end: 'rejected' }),
  invalid: tube(6, { people: [8], end: 'resulted', finding: 'invalid' }),
  verifies: tube(7, { people: [3], end: 'resulted', finding: 'detected', orderId: orderOf(3) }),
  clears: tube(8, { people: [4], end: 'resulted', finding: 'not-detected', orderId: orderOf(4) }),
  waiting: tube(9, { people: [9], end: 'waiting' }, openRoundId),
} as const satisfies Record<string, HealthyTube>;

export const allTubes: readonly HealthyTube[] = Object.values(tubes);
export const numberOf = (one: HealthyTube): number => allTubes.findIndex(({ tubeId }) => tubeId === one.tubeId) + 1;
export const isAlarming = (one: HealthyTube): boolean => one.finding === 'detected';

// Read once: the same link must have the same time, and so the same hash, whoever asks for it.
const nowMs = Date.now();

/** Minutes before this test began. */
export const ago = (minutes: number): string => new Date(nowMs - minutes * 60_000).toISOString();

export const sealOf = (one: HealthyTube): string =>
  sealDigest(
    hash,
    one.people.map((person, index) => ({ position: index + 1, subjectId: personId(person) })),
  );

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

/** 39 bytes a specimen, as batching documents it; the device's numbers are 100 a tube. */
export function packedAtSite(one: HealthyTube): string {
  const records = one.people.map((person, index) => {
    const record = Buffer.alloc(39);
    record.writeUInt8(index + 1, 0);
    record.writeUInt32BE(numberOf(one) * 100 + index + 1, 3);
    bytesOf(personId(person)).copy(record, 7);
    return record;
  });
  return `\\x${Buffer.concat(records).toString('hex')}`;
}

/** 18 bytes a specimen, as lab documents it. */
export function packedAtLab(one: HealthyTube): string {
  const records = one.people.map((person, index) =>
    Buffer.concat([Buffer.from([index + 1, 0]), bytesOf(personId(person))]),
  );
  return `\\x${Buffer.concat(records).toString('hex')}`;
}

const steps: Readonly<Record<HealthyTube['end'], readonly TubeState[]>> = {
  resulted: ['opened', 'sealed', 'boxed', 'handed', 'received', 'resulted'],
  void: ['opened', 'void'],
  lost: ['opened', 'sealed', 'boxed', 'handed', 'lost'],
  rejected: ['opened', 'sealed', 'boxed', 'handed', 'rejected'],
  waiting: ['opened', 'sealed'],
};

export const isOfLab = (step: TubeState): boolean => ['received', 'resulted', 'rejected', 'lost'].includes(step);

export interface ChainedLink {
  readonly entry: CustodyEntry;
  readonly hash: string;
}

/** The custody of a tube, hashed by the rooms' own law. */
export function chainOf(one: HealthyTube): ChainedLink[] {
  const links: ChainedLink[] = [];
  let before: string = custodyRoot;
  for (const [index, step] of steps[one.end].entries()) {
    const entry: CustodyEntry = {
      tubeId: one.tubeId,
      seq: index + 1,
      step,
      actor: isOfLab(step) ? 'technician-1' : 'sampler-1',
      deviceId: isOfLab(step) ? null : deviceId,
      place: isOfLab(step) ? labCode : siteCode,
      reason: null,
      capturedAt: null,
      recordedAt: ago(60 - index),
      detail: step === 'sealed' ? { sealDigest: sealOf(one), specimens: one.people.length } : {},
    };
    before = custodyHash(hash, before, entry);
    links.push({ entry, hash: before });
  }
  return links;
}
