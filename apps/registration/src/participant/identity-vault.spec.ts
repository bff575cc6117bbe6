import { inspect } from 'node:util';
import { Pii } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { identityKeys, IdentityVault } from './identity-vault.js';

const key = (id: string, fill: number) => ({
  id,
  hmac: Buffer.alloc(32, fill).toString('base64'),
  aes: Buffer.alloc(32, fill + 1).toString('base64'),
});
const first = { keys: [key('k1', 1)], current: 'k1' };
const second = { keys: [key('k1', 1), key('k2', 7)], current: 'k2' };
const vault = new IdentityVault(identityKeys.parse(first));
const card = new Pii('11010519491231002X');

describe('the vault', () => {
  test('opens what it sealed', () => {
    const sealed = vault.seal('row-1', 'name', new Pii('张三丰'));
    expect(vault.open('k1', 'row-1', 'name', sealed).reveal()).toBe('张三丰');
  });

  test('seals the same name differently each time and shows nothing of it', () => {
    const [one, two] = [vault.seal('row-1', 'name', new Pii('张三丰')), vault.seal('row-1', 'name', new Pii('张三丰'))];
    expect(one.equals(two)).toBe(false);
    expect(one.includes(Buffer.from('张三丰'))).toBe(false);
    expect(inspect(vault.open('k1', 'row-1', 'name', one))).toBe('[pii]');
  });

  test.each([
    ['another row', 'row-2', 'name'],
    ['another column', 'row-1', 'phone'],
  ])('does not open a value that was moved to %s', (_where, row, column) => {
    const sealed = vault.seal('row-1', 'name', new Pii('张三丰'));
    expect(() => vault.open('k1', row, column, sealed)).toThrow();
  });

  test('does not open what was altered', () => {
    const sealed = vault.seal('row-1', 'name', new Pii('张三丰'));
    sealed.writeUInt8(sealed.readUInt8(14) ^ 1, 14);
    expect(() => vault.open('k1', 'row-1', 'name', sealed)).toThrow();
  });

  test('finds a card of one campaign and cannot link it to another', () => {
    expect(vault.indexesOf('c1', card)).toEqual(vault.indexesOf('c1', card));
    expect(vault.indexesOf('c1', card)).not.toEqual(vault.indexesOf('c2', card));
  });

  test('after a change of keys opens old rows and looks for a card under both', () => {
    const old = vault.seal('row-1', 'name', new Pii('张三丰'));
    const next = new IdentityVault(identityKeys.parse(second));
    expect(next.open('k1', 'row-1', 'name', old).reveal()).toBe('张三丰');
    expect(next.indexesOf('c1', card)[1]).toEqual(vault.indexesOf('c1', card)[0]);
    expect(next.indexesOf('c1', card)[0]).not.toEqual(vault.indexesOf('c1', card)[0]);
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
  ['a current key that is not there', { ...first, current: 'k2' }],
])('a key file with %s is refused', (_what, file) => {
  expect(identityKeys.safeParse(file).success).toBe(false);
});
