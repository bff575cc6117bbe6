import { defineMigration } from '@lib/platform';

/** The trigger looks into its own schema whoever inserts; until now it relied on the path of the service's login. */
export const pinMeasureTrigger = defineMigration(
  '0005-pin-measure-trigger',
  'alter function refuse_own_extension() set search_path from current',
);
