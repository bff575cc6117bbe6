import { defineMigration } from '@lib/platform';

// Of which tubes it was told where their people live, and how often: the order of those facts, and a trace of the telling.
export const tellResidences = defineMigration('0014-tell-residences', [
  `create table residence_tellings (
     tube_id text primary key,
     told int not null check (told >= 1),
     told_at timestamptz not null
   )`,
]);
