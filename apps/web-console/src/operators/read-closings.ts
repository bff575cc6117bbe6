import type { listClosings } from '@lib/contracts/http/registration/closing';
import { ask } from '@lib/screens';
import type { z } from 'zod';

/** A closing that one person proposed and another one has to confirm. */
export type Closing = z.output<typeof listClosings.response>['closings'][number];

export const readClosings = async (): Promise<Closing[]> =>
  (await ask<{ closings: Closing[] }>('/api/registration/v1/closings')).closings;
