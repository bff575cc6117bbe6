import { defineMigration } from '@lib/platform';

// A site manager's list of one site must not read a whole city's.
export const indexExceptions = defineMigration('0005-index-exceptions', [
  'create index journal_exceptions_by_site on journal_exceptions (campaign_id, site_code)',
  'create index round_conflicts_by_campaign on round_conflicts (campaign_id)',
]);
