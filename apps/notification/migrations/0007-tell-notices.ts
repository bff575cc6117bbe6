import { defineMigration } from '@lib/platform';

export const tellNotices = defineMigration('0007-tell-notices', [
  'alter table notices add column facts_told int not null default 0, add column undelivered_reason text',
  'create index notices_resting on notices (rests_on_id) where rests_on_id is not null',
  'create index notices_of_result on notices (result_tube_id) where result_tube_id is not null',
]);
