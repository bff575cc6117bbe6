import { defineMigration } from '@lib/platform';

/** Taking something silences every call about it; without this each take reads all notices of the day. */
export const findCalls = defineMigration(
  '0008-find-calls',
  'create index notices_of_cause on notices (cause_id) where to_role is not null',
);
