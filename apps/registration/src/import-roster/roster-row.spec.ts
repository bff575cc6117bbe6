import { identityCheckOf } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { columnsOf, fieldOf, isRosterHeader } from './roster-columns.js';
import { judgeRow, noCells } from './roster-row.decider.js';
import type { RosterCells } from './roster-row.decider.js';

const identity = (first17: string) => first17 + identityCheckOf(first17);
const good = identity('33010519900307123');
const rules = {
  isDamaged: (cell: string) => /E\+/.test(cell) || /0{3}$/.test(cell),
  divisionNamed: (name: string) => (name === '拱墅区' ? '330105' : undefined),
};
const aRow = (more: Partial<RosterCells> = {}): RosterCells => ({
  ...noCells,
  name: '张三丰',
  cardNumber: good,
  ...more,
});
const faultsOf = (cells: RosterCells) => {
  const judged = judgeRow(cells, rules);
  return 'faults' in judged ? judged.faults.map(({ field, code }) => `${field} ${code}`) : [];
};
const personOf = (cells: RosterCells) => {
  const judged = judgeRow(cells, rules);
  if ('faults' in judged) throw new Error(judged.faults.map(({ code }) => code).join());
  return judged.person;
};

describe('a row of a roster', () => {
  test('needs a name and a card, and nothing else', () => {
    expect(faultsOf(aRow())).toEqual([]);
    expect(faultsOf(noCells)).toEqual(['name NAME_MISSING', 'cardNumber CARD_MISSING']);
  });

  test('is read with full-width digits, spaces, a lower-case x and an apostrophe', () => {
    const withX = identity('33010519900307124');
    const person = personOf(aRow({ cardNumber: ` '${good.slice(0, 6)} ${good.slice(6)} ` }));
    expect(person.cardNumber.reveal()).toBe(good);
    expect(personOf(aRow({ cardNumber: withX.toLowerCase() })).cardNumber.reveal()).toBe(withX);
  });

  test.each<[string, Partial<RosterCells>, string]>([
    [
      'a wrong check character',
      { cardNumber: good.slice(0, 17) + (good.endsWith('1') ? '2' : '1') },
      'cardNumber IDENTITY_NUMBER_WRONG',
    ],
    [
      'a day of birth that does not exist',
      { cardNumber: identity('33010519900230123') },
      'cardNumber IDENTITY_NUMBER_WRONG',
    ],
    ['an old number of fifteen digits', { cardNumber: '330105900307123' }, 'cardNumber IDENTITY_NUMBER_OLD'],
    ['a number in scientific notation', { cardNumber: '3.30105E+17' }, 'cardNumber CARD_DAMAGED_BY_EXCEL'],
    [
      'a number whose last digits became zero',
      { cardNumber: '330105199003071000' },
      'cardNumber CARD_DAMAGED_BY_EXCEL',
    ],
    ['a passport that is none', { cardKind: '护照', cardNumber: '12' }, 'cardNumber CARD_NUMBER_WRONG'],
    ['a name that lost its encoding', { name: '��三' }, 'name NAME_UNREADABLE'],
    ['a formula for a name', { name: '=1+1' }, 'name NAME_UNREADABLE'],
    ['a telephone that is none', { phone: '12345' }, 'phone PHONE_WRONG'],
    ['a telephone in scientific notation', { phone: '1.38E+10' }, 'phone PHONE_DAMAGED_BY_EXCEL'],
    ['an address that is a novel', { address: '路'.repeat(201) }, 'address ADDRESS_TOO_LONG'],
    ['a division code that is none', { division: '3301' }, 'division DIVISION_CODE_WRONG'],
  ])('with %s is rejected with its reason', (_what, cells, fault) => {
    expect(faultsOf(aRow(cells))).toEqual([fault]);
  });

  test('tells all its faults at once', () => {
    expect(faultsOf({ ...noCells, name: '', cardNumber: '12', phone: 'x' })).toEqual([
      'name NAME_MISSING',
      'cardNumber CARD_NUMBER_WRONG',
      'phone PHONE_WRONG',
    ]);
  });

  test.each<[string, Partial<RosterCells>, string]>([
    ['居民身份证', { cardNumber: good }, 'identity-number'],
    ['护照', { cardNumber: 'E12345678' }, 'passport'],
    ['港澳居民来往内地通行证', { cardNumber: 'H12345678' }, 'other'],
    ['', { cardNumber: good }, 'identity-number'],
    ['', { cardNumber: 'H12345678' }, 'other'],
  ])('whose card is called "%s" has a card of the kind that it is', (cardKind, cells, kind) => {
    expect(personOf(aRow({ ...cells, cardKind })).cardKind).toBe(kind);
  });

  test.each([
    ['13812345678', '13812345678'],
    ['+86 138-1234-5678', '13812345678'],
    ['0571-87654321', '057187654321'],
    ['+44 20 7946 0958', '+442079460958'],
  ])('takes the telephone %s', (phone, stored) => {
    expect(personOf(aRow({ phone })).phone?.reveal()).toBe(stored);
  });

  test('takes a division by its code or by its imported name, and forgives a name that is not known', () => {
    expect(personOf(aRow({ division: '330105001' })).divisionCode).toBe('330105001');
    expect(personOf(aRow({ division: '拱墅区' })).divisionCode).toBe('330105');
    expect(personOf(aRow({ division: '某某街道' })).divisionCode).toBeNull();
  });

  test('never shows whom it names', () => {
    expect(JSON.stringify(judgeRow(aRow({ phone: '13812345678', address: '文三路 1 号' }), rules))).not.toMatch(
      /张三丰|138|文三路|3301051990/,
    );
  });
});

describe('the columns of a roster', () => {
  test.each([
    ['姓名', 'name'],
    [' 姓 名 *', 'name'],
    ['证件号码（必填）', 'cardNumber'],
    ['身份证号', 'cardNumber'],
    ['ID_Number', 'cardNumber'],
    ['联系电话', 'phone'],
    ['现住址', 'address'],
    ['街道代码', 'division'],
    ['备注', undefined],
  ])('%s stands for %s', (header, field) => {
    expect(fieldOf(header)).toBe(field);
  });

  test('are a header only with a name and a card', () => {
    expect(isRosterHeader(['序号', '姓名', '证件号码'])).toBe(true);
    expect(isRosterHeader(['2022年名册', '', ''])).toBe(false);
    expect(() => columnsOf(['姓名', '备注'])).toThrow('UPLOAD_COLUMNS_MISSING');
  });

  test('that stand twice are read from the first', () => {
    expect(columnsOf(['姓名', '证件号码', '姓名']).get('name')?.index).toBe(0);
  });
});
