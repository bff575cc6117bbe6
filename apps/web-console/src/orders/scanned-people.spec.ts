import { personCodeOf } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { peopleOf } from './scanned-people.js';

const [one, other] = ['3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11', '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c12'] as const;

describe('people who are scanned into an order', () => {
  test('stand in it once each, however the codes are set apart', () => {
    const typed = `${personCodeOf(one)}\n${personCodeOf(other)}，${personCodeOf(one)} `;
    expect(peopleOf(typed)).toEqual({ people: [one, other], unreadable: [] });
  });

  test('whatever is no code of a person is named, and nobody is taken for it', () => {
    expect(peopleOf(`${personCodeOf(one)} 98000000000018 张三`)).toEqual({
      ...{ people: [one], unreadable: ['98000000000018', '张三'] },
    });
    expect(peopleOf('')).toEqual({ people: [], unreadable: [] });
  });
});
