import { defineMigration } from '@lib/platform';

/** A row that waits is known as contradicted by the other rows of its file, which are few. */
export const findContradictingRows = defineMigration('0006-find-contradicting-rows', [
  `create index upload_rows_contradicting on upload_rows (upload_id, tube_id) where code = 'ROWS_CONTRADICT'`,
]);
