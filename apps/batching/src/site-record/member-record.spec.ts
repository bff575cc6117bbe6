import { describe, expect, test } from 'vitest';
import type { Member } from '../tube/tube.js';
import { memberRecordBytes, packMembers, unpackMembers } from './member-record.js';

const member = (position: number, change: Partial<Member> = {}): Member => ({
  position,
  subjectKind: 'person',
  subjectId: `3f1c2b9e-6a44-4e0d-9a51-${String(position).padStart(12, '0')}`,
  deviceId: '0198f2a0-0000-7000-8000-000000000003',
  actor: 'sampler-1',
  deviceSeq: 4_000_000_000 - position,
  capturedAt: new Date('2026-11-21T08:00:00.123Z'),
  recordedAt: new Date('2026-11-21T08:00:01.456Z'),
  ...change,
});

describe('packed specimens', () => {
  test('come back as they went in, of any kind, device, sampler and age', () => {
    const members = [
      member(1),
      member(2, { subjectKind: 'place', actor: 'sampler-2' }),
      member(3, { subjectKind: 'goods', deviceId: '0198f2a0-0000-7000-8000-00000000000f' }),
      member(20, { capturedAt: new Date('1969-12-31T23:59:59.999Z') }),
    ];
    const packed = packMembers(members);
    expect(packed.members).toHaveLength(4 * memberRecordBytes);
    expect(packed.hands).toHaveLength(3);
    expect(unpackMembers(packed)).toEqual(members);
  });

  test('of an empty tube are no bytes', () => {
    expect(packMembers([])).toEqual({ members: Buffer.alloc(0), hands: [] });
  });

  test('that were cut short or point to nobody are not read', () => {
    const { members, hands } = packMembers([member(1)]);
    expect(() => unpackMembers({ members: members.subarray(1), hands })).toThrow('no whole specimens');
    expect(() => unpackMembers({ members, hands: [] })).toThrow('names no hand');
  });
});
