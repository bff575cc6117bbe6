import { createHash } from 'node:crypto';
import { custodyRoot, writeTubeBarcode } from '@lib/vocabulary';
import type { ReadableRow } from '../upload/upload-row.js';
import type { BenchAct, HandedFacts, LabTube, SealedFacts, TubeRow } from './tube.js';
import { unknownTube } from './tube.js';
import { Turn } from './turn.js';
import type { Surroundings } from './turn.js';

// Builders of the tests of this room: a case states what matters to it, the rest stands here.

export const tubeId = writeTubeBarcode('21', 123);
export const labCode = 'LAB-HZ1';
export const campaignId = '0198f2a0-0000-7000-8000-000000000001';
export const batchId = '0198f2a0-0000-7000-8000-000000000004';
export const noon = new Date('2026-11-21T04:00:00.000Z');
export const minutesAfterNoon = (minutes: number): Date => new Date(noon.getTime() + minutes * 60_000);

const subject = (position: number) => ({
  position,
  subjectKind: 'person' as const,
  subjectId: `3f1c2b9e-6a44-4e0d-9a51-0000000000${String(position).padStart(2, '0')}`,
});

export const sealedFacts = (part: Partial<SealedFacts> = {}): SealedFacts => ({
  campaignId,
  roundId: '0198f2a0-0000-7000-8000-000000000002',
  siteCode: '330105-0001',
  purpose: 'round',
  orderId: undefined,
  members: [subject(1), subject(2)],
  sampledAt: minutesAfterNoon(-120),
  ...part,
});

export const handedFacts = (part: Partial<HandedFacts> = {}): HandedFacts => ({
  batchId,
  campaignId,
  siteCode: '330105-0001',
  labCode,
  specimens: 2,
  custodySeq: 4,
  custodyHash: custodyRoot,
  ...part,
});

export const anAct = (part: Partial<BenchAct> = {}): BenchAct => ({
  id: '0198f2a0-0000-7000-8000-0000000000a1',
  tubeId,
  labCode,
  kind: 'received',
  batchId,
  reason: undefined,
  note: undefined,
  actor: 'lab-1',
  deviceId: undefined,
  capturedAt: undefined,
  recordedAt: minutesAfterNoon(0),
  state: 'waiting',
  ...part,
});

/** A tube that stands received at the bench since noon. */
export const receivedTube = (part: Partial<LabTube> = {}): LabTube => ({
  ...unknownTube(tubeId),
  sealed: sealedFacts(),
  handed: handedFacts(),
  state: 'received',
  receivedAt: noon,
  custody: { seq: 5, hash: custodyRoot },
  ...part,
});

export const aRow = (part: Partial<ReadableRow> = {}): ReadableRow => ({
  kind: 'readable',
  row: 2,
  tubeId,
  finding: 'not-detected',
  ct: { orf1ab: { kind: 'none' }, n: { kind: 'none' }, internalControl: { kind: 'value', ct: 28 } },
  testedAt: { at: minutesAfterNoon(90), precisionMs: 60_000 },
  kit: undefined,
  run: undefined,
  well: undefined,
  ...part,
});

export const aTubeRow = (row: ReadableRow = aRow(), part: Partial<TubeRow> = {}): TubeRow => ({
  uploadId: '0198f2a0-0000-7000-8000-0000000000b1',
  labCode,
  uploadedBy: 'lab-1',
  deviceId: undefined,
  capturedAt: undefined,
  recordedAt: minutesAfterNoon(100),
  alarmShare: 0.01,
  isContradicted: false,
  row,
  ...part,
});

export const surroundings = (part: Partial<Surroundings> = {}): Surroundings => ({
  recordedAt: minutesAfterNoon(100),
  hash: (text) => createHash('sha256').update(text).digest('hex'),
  policyOf: () => ({ version: 3, ctCutOff: 40, runMsMin: 60 * 60_000 }),
  ...part,
});

export const aTurn = (tube: LabTube, part: Partial<Surroundings> = {}): Turn => new Turn(tube, surroundings(part));

/** The facts of a turn as `name of the event#sequence`, in order. */
export const namesOf = (turn: Turn): string[] =>
  turn.facts.map(({ contract, sequence }) => `${contract.name}#${sequence}`);
