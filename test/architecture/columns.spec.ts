import { houseColumns } from '@lib/contracts/columns/house-columns';
import { describe, expect, test } from 'vitest';
import { columnsPage, strayPersonalColumns } from './columns.js';
import { root } from './source-tree.js';

describe('the register of columns', () => {
  test('holds no personal column and no key outside registration', () => {
    expect(strayPersonalColumns(houseColumns)).toEqual([]);
  });

  test('a planted personal column elsewhere is caught', () => {
    const column = { name: 'phone', class: 'personal', purpose: 'to ring them up' } as const;
    const table = { table: 'cases', why: 'cases', kept: 'measures', columns: [column] } as const;
    expect(strayPersonalColumns({ isolation: [table] })).toEqual([
      'isolation.cases.phone is personal: that lives in registration only',
    ]);
  });

  test('docs/COLUMNS.md is fresh (npm run columns writes it)', async () => {
    await expect(columnsPage(houseColumns)).toMatchFileSnapshot(`${root}docs/COLUMNS.md`);
  });
});
