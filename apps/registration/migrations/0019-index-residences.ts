import { defineMigration } from '@lib/platform';

/**
 * Who lives together, found without opening an address: an HMAC of the written residence under the campaign's key, equal
 * for equal residences and telling nothing else. Rows from before it are indexed in the background.
 */
export const indexResidences = defineMigration('0019-index-residences', [
  'alter table participants add column residence_index bytea check (length(residence_index) = 32)',
  `create index participants_by_residence on participants (campaign_id, residence_index) where residence_index is not null`,
  `create index participants_without_residence on participants (participant_id)
     where residence_index is null and address_sealed is not null`,
]);
