import type { Member } from '@lib/contracts/fields';
import { subjectKinds } from '@lib/vocabulary';

// One byte of position, one of kind, sixteen of the subject's uuid.
const bytesPerMember = 18;

/** Packs the members of a sealed tube, in order of position. */
export function packMembers(members: readonly Member[]): Buffer {
  const packed = Buffer.alloc(members.length * bytesPerMember);
  const ordered = [...members].sort((a, b) => a.position - b.position);
  for (const [index, { position, subjectKind, subjectId }] of ordered.entries()) {
    const at = index * bytesPerMember;
    packed.writeUInt8(position, at);
    packed.writeUInt8(subjectKinds.indexOf(subjectKind), at + 1);
    packed.write(subjectId.replaceAll('-', ''), at + 2, 'hex');
  }
  return packed;
}

/** Unpacks what `packMembers` wrote. Throws when the bytes are not whole members. */
export function unpackMembers(packed: Buffer): Member[] {
  if (packed.length % bytesPerMember !== 0) throw new Error(`${packed.length} bytes are not whole members`);
  return Array.from({ length: packed.length / bytesPerMember }, (_, index) => {
    const at = index * bytesPerMember;
    const subjectKind = subjectKinds[packed.readUInt8(at + 1)];
    if (subjectKind === undefined) throw new Error('a packed member has a kind that is not in the vocabulary');
    return {
      position: packed.readUInt8(at),
      subjectKind,
      subjectId: uuidText(packed.toString('hex', at + 2, at + 18)),
    };
  });
}

const uuidText = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
