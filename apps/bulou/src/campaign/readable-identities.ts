import pg from 'pg';
import type { LauncherConfig } from '../bulou.config.js';
import { standingAddresses } from '../parts/addresses.js';

const sql = `
  select (select count(*) from registration.participants where campaign_id = $1)::int as "registration.participants",
         (select count(*) from registration.campaign_keys where campaign_id = $1 and wrapped is not null)::int
           as "registration.campaign_keys",
         (select count(*) from registration.roster_rows_refused join registration.rosters using (roster_id)
           where campaign_id = $1)::int as "registration.roster_rows_refused"`;

/** What the database still holds of a campaign's people, read from outside by the login that may only read. */
export async function readableIdentities(config: LauncherConfig, campaignId: string): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: standingAddresses(config).verifier });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, number>>(sql, [campaignId]);
    return rows[0] ?? {};
  } finally {
    await client.end();
  }
}
