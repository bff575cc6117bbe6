import { defineMigration } from '@lib/platform';

/** What a laboratory says of an earlier tube may come before the word of batching that the person was in it. */
export const lookBackInAnyOrder = defineMigration('0038-look-back-in-any-order', [
  `alter table look_back_tubes
     alter column site_code drop not null,
     alter column purpose drop not null,
     alter column sampled_at drop not null,
     add constraint look_back_tube_is_told_whole check (num_nonnulls(site_code, purpose, sampled_at) in (0, 3))`,
]);
