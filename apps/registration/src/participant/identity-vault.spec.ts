import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { Pii } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { identityKeys, KeyFile } from '../keys/key-file.js';
import { preparedKey, sealBytes } from '../keys/sealing.js';
import { IdentityVault } from './identity-vault.js';

const bytes = (fill: number) => Buffer.alloc(32, fill);
const key = (id: string, fill: number) => ({
  id,
  hmac: bytes(fill).toString('base64'),
  aes: bytes(fill + 1).toString('base64'),
});
const plainFile = new KeyFile(identityKeys.parse({ keys: [{ ...key('k1', 1), hmac: undefined }], current: 'k1' }));
const oldFile = new KeyFile(identityKeys.parse({ keys: [key('k1', 1)], current: 'k1' }));

const vaultOf = (campaignId: string, fill: number, older: readonly number[] = [], file = plainFile) =>
  new IdentityVault(
    campaignId,
    {
      sealing: { id: `d${fill}`, key: preparedKey(bytes(fill)) },
      opening: new Map([fill, ...older].map((one) => [`d${one}`, preparedKey(bytes(one))])),
      indexing: preparedKey(bytes(200 + fill)),
    },
    file,
  );
const vault = vaultOf('c1', 20);
const card = new Pii('11010519491231002X');
const sealedName = () => vault.seal('row-1', 'name', new Pii('张三丰'));

describe('the vault', () => {
  test('opens what it sealed', () => {
    expect(vault.open('d20', 'row-1', 'name', sealedName()).reveal()).toBe('张三丰');
  });

  test('seals the same name differently each time and shows nothing of it', () => {
    const [one, two] = [sealedName(), sealedName()];
    expect(one.equals(two)).toBe(false);
    expect(one.includes(Buffer.from('张三丰'))).toBe(false);
    expect(inspect(vault.open('d20', 'row-1', 'name', one))).toBe('[pii]');
  });

  test.each([
    ['another row', 'row-2', 'name'],
    ['another column', 'row-1', 'phone'],
  ])('does not open a value that was moved to %s', (_where, row, column) => {
    expect(() => vault.open('d20', row, column, sealedName())).toThrow();
  });

  test('keeps of a command what nobody can compute without the campaign’s key', () => {
    const body = { phone: '13812345678', reason: '本人要求' };
    expect(vault.digestOf(body)).toBe(vault.digestOf({ reason: '本人要求', phone: '13812345678' }));
    expect(vault.digestOf({ ...body, phone: '13812345679' })).not.toBe(vault.digestOf(body));
    expect(vaultOf('c1', 30).digestOf(body)).not.toBe(vault.digestOf(body));
    expect(vaultOf('c2', 20).digestOf(body)).not.toBe(vault.digestOf(body));
  });

  test('does not open a value that was sealed for another table', () => {
    const moved = sealBytes(preparedKey(bytes(20)), 'another_table/row-1/name', Buffer.from('张三丰'));
    expect(() => vault.open('d20', 'row-1', 'name', moved)).toThrow();
  });

  test('does not open what another campaign sealed, under whatever key id', () => {
    expect(() => vaultOf('c2', 30).open('d20', 'row-1', 'name', sealedName())).toThrow('d20');
    expect(() => vaultOf('c2', 30).open('d30', 'row-1', 'name', sealedName())).toThrow();
  });

  test('does not open what was altered', () => {
    const sealed = sealedName();
    sealed.writeUInt8(sealed.readUInt8(14) ^ 1, 14);
    expect(() => vault.open('d20', 'row-1', 'name', sealed)).toThrow();
  });

  test('takes ids and cards as people type them', () => {
    const id = 'AB12CD34-0000-4000-8000-00000000000A';
    const sealed = vault.seal(id, 'name', new Pii('张三丰'));
    expect(vault.open('d20', id.toLowerCase(), 'name', sealed).reveal()).toBe('张三丰');
    expect(vault.indexesOf(new Pii(' 110105 19491231 002x'))).toEqual(vault.indexesOf(card));
    expect(vaultOf('C1', 20).indexesOf(card)).toEqual(vault.indexesOf(card));
  });

  test('finds a card of one campaign and cannot link it to another', () => {
    expect(vault.indexesOf(card)).toEqual(vaultOf('c1', 20).indexesOf(card));
    expect(vault.indexesOf(card)).not.toEqual(vaultOf('c2', 30).indexesOf(card));
  });

  test('after a change of keys opens old rows and seals under the new key', () => {
    const next = vaultOf('c1', 21, [20]);
    expect(next.open('d20', 'row-1', 'name', sealedName()).reveal()).toBe('张三丰');
    expect(next.keyId).toBe('d21');
  });

  test('opens and finds rows from before campaigns had keys of their own', () => {
    const old = sealBytes(preparedKey(bytes(2)), 'row-1/name', Buffer.from('张三丰'));
    const withOld = vaultOf('c1', 20, [], oldFile);
    expect(withOld.open('k1', 'row-1', 'name', old).reveal()).toBe('张三丰');
    const index = createHmac('sha256', bytes(1)).update(`c1/${card.reveal()}`).digest();
    expect(withOld.indexesOf(card)[1]).toEqual(index);
    expect(vault.indexesOf(card)).toHaveLength(1);
  });

  test('never uses a nonce twice', () => {
    const nonces = Array.from({ length: 2_000 }, () =>
      vault.seal('r', 'c', new Pii('x')).subarray(0, 12).toString('hex'),
    );
    expect(new Set(nonces).size).toBe(2_000);
  });

  test('names a key that is missing', () => {
    expect(() => vault.open('k9', 'row-1', 'name', Buffer.alloc(40))).toThrow('k9');
  });
});

test.each([
  ['a key that is too short', { keys: [{ ...key('k1', 1), aes: 'c2hvcnQ=' }], current: 'k1' }],
  ['a current key that is not there', { keys: [key('k1', 1)], current: 'k2' }],
])('a key file with %s is refused', (_what, file) => {
  expect(identityKeys.safeParse(file).success).toBe(false);
});
