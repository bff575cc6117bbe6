import { expect, test } from 'vitest';
import { sealedFacts } from './a-tube.js';
import { packMembers, unpackMembers } from './packed-members.js';

test('members come out of their packing as they went in, eighteen bytes each, in order of position', () => {
  const { members } = sealedFacts();
  const packed = packMembers([...members].reverse());
  expect(packed).toHaveLength(36);
  expect(unpackMembers(packed)).toEqual(members);
});

test('half a member is a fault', () => expect(() => unpackMembers(Buffer.alloc(17))).toThrow('not whole members'));
