import { defineMigration } from '@lib/platform';

/** Nothing ever wrote it: that a dispatch reached somebody stands in the ledger of notices, by way and by call. */
export const readDeliveryFromNotices = defineMigration(
  '0010-read-delivery-from-notices',
  'alter table dispatches drop column delivered_at',
);
