import { tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

const forms: Readonly<Record<string, z.ZodType>> = {
  job: uuid,
  tubeId,
  // A parked key is called by its number in the room that parked it.
  id: z.string().min(1).max(36),
};

/** In: the name of a parameter that stands in a path. Out: its form; a name means the same in every route, an id is a UUID. */
export const pathParameter = (name: string): z.ZodType | undefined =>
  forms[name] ?? (name.endsWith('Id') ? uuid : undefined);
