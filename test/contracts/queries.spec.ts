import { routes } from '@lib/contracts/routes';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const nameOf = ({ method, service, path }: (typeof routes)[number]): string => `${method} ${service}${path}`;

describe('what stands behind the question mark', () => {
  const paged = routes.filter(({ response }) => response instanceof z.ZodObject && 'next' in response.shape);

  test.each(paged.map((route) => [nameOf(route), route] as const))('of %s names the cursor', (_name, { query }) => {
    expect(Object.keys(query?.shape ?? {})).toContain('cursor');
  });

  test('is text in every route, because an address is text', () => {
    for (const { query } of routes) {
      for (const field of Object.values(query?.shape ?? {})) expect(z.safeParse(field, 7).success).toBe(false);
    }
  });
});
