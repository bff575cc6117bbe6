import { subjectKinds } from '@lib/vocabulary';
import type { Member } from '../tube/tube.js';

/**
 * How the specimens of a closed tube lie in `tubes.members`: one record of 39 bytes each, in order of position, numbers
 * big-endian. The view `tube_members` reads the same layout in SQL; a test holds the two together.
 *
 *   0      position, 1..20
 *   1      subject kind: its index in `subjectKinds`
 *   2      hand: index in `tubes.hands`, a list of { deviceId, actor }
 *   3..6   device's number of the scan
 *   7..22  subject id
 *   23..30 capturedAt, milliseconds since 1970
 *   31..38 recordedAt, milliseconds since 1970
 */
export const memberRecordBytes = 39;

const at = { position: 0, kind: 1, hand: 2, seq: 3, subject: 7, captured: 23, recorded: 31 } as const;
const uuidBytes = 16;

/** Device and sampler behind a scan; a tube has one or two of them, so that each record names it by a number. */
export interface Hand {
  readonly deviceId: string;
  readonly actor: string;
}

/** Specimens as they are stored. */
export interface PackedMembers {
  readonly members: Buffer;
  readonly hands: readonly Hand[];
}

/** In: specimens in order of position. Out: their records and the hands that these point to. */
export function packMembers(members: readonly Member[]): PackedMembers {
  const hands: Hand[] = [];
  const records = Buffer.alloc(members.length * memberRecordBytes);
  members.forEach((member, index) => {
    const start = index * memberRecordBytes;
    records.writeUInt8(member.position, start + at.position);
    records.writeUInt8(subjectKinds.indexOf(member.subjectKind), start + at.kind);
    records.writeUInt8(handOf(hands, member), start + at.hand);
    records.writeUInt32BE(member.deviceSeq, start + at.seq);
    records.write(member.subjectId.replaceAll('-', ''), start + at.subject, uuidBytes, 'hex');
    records.writeBigInt64BE(BigInt(member.capturedAt.getTime()), start + at.captured);
    records.writeBigInt64BE(BigInt(member.recordedAt.getTime()), start + at.recorded);
  });
  return { members: records, hands };
}

/** In: what `packMembers` gave. Out: the specimens. Throws when the bytes are no whole records or point to no hand. */
export function unpackMembers({ members, hands }: PackedMembers): Member[] {
  if (members.length % memberRecordBytes !== 0) throw new Error(`${members.length} bytes are no whole specimens`);
  return Array.from({ length: members.length / memberRecordBytes }, (_, index) => {
    const start = index * memberRecordBytes;
    const hand = hands[members.readUInt8(start + at.hand)];
    const subjectKind = subjectKinds[members.readUInt8(start + at.kind)];
    if (hand === undefined || subjectKind === undefined) throw new Error('a packed specimen names no hand or no kind');
    return {
      position: members.readUInt8(start + at.position),
      subjectKind,
      subjectId: uuidAt(members, start + at.subject),
      deviceId: hand.deviceId,
      actor: hand.actor,
      deviceSeq: members.readUInt32BE(start + at.seq),
      capturedAt: new Date(Number(members.readBigInt64BE(start + at.captured))),
      recordedAt: new Date(Number(members.readBigInt64BE(start + at.recorded))),
    };
  });
}

function handOf(hands: Hand[], { deviceId, actor }: Hand): number {
  const index = hands.findIndex((hand) => hand.deviceId === deviceId && hand.actor === actor);
  return index >= 0 ? index : hands.push({ deviceId, actor }) - 1;
}

function uuidAt(bytes: Buffer, start: number): string {
  const hex = bytes.toString('hex', start, start + uuidBytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
