import { emit, Outbox } from '@lib/messaging';
import { SiteRegisteredV1 } from '@lib/contracts/events/registration/site-registered.v1';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { In, Raw } from 'typeorm';
import type { Act } from '../campaign/campaign.store.js';
import { Division, Site } from './place.entity.js';
import { isNews } from './site.decider.js';
import type { SitePlan } from './site.decider.js';

/** The only writer of sites. */
@Injectable()
export class SiteStore {
  constructor(private readonly outbox: Outbox) {}

  /** Out: the known county codes, or nothing when no division of that level was ever imported. */
  async districts(tx: Tx): Promise<Set<string> | undefined> {
    const where = { code: Raw((column) => `length(${column}) = 6`) };
    const found = await tx.manager.find(Division, { select: { code: true }, where });
    return found.length === 0 ? undefined : new Set(found.map(({ code }) => code));
  }

  /** Writes and tells those sites that are new or differ from what is stored. */
  async register(tx: Tx, campaignId: string, plans: readonly SitePlan[], act: Act): Promise<void> {
    const codes = plans.map((plan) => plan.siteCode).sort();
    const versions = await this.lockVersions(tx, codes);
    const stored = await tx.manager.findBy(Site, { campaignId, siteCode: In(codes) });
    const before = new Map(stored.map((site) => [site.siteCode, site]));
    const news = plans.filter((plan) => isNews(before.get(plan.siteCode), plan));
    if (news.length === 0) return;
    const marks = { campaignId, registeredBy: act.actor, capturedAt: act.capturedAt, recordedAt: tx.recordedAt };
    await tx.manager.upsert(
      Site,
      news.map((plan) => ({ ...plan, ...marks })),
      ['campaignId', 'siteCode'],
    );
    await tx.execute('update site_versions set version = version + 1 where site_code = any($1)', [
      news.map((plan) => plan.siteCode),
    ]);
    await this.outbox.append(
      tx,
      news.map((plan) => this.fact(campaignId, plan, (versions.get(plan.siteCode) ?? 0) + 1, tx, act)),
    );
  }

  // A code's first row is claimed with version 0, so that two campaigns that register it at once wait for each other.
  private async lockVersions(tx: Tx, codes: readonly string[]): Promise<Map<string, number>> {
    await insertRows(
      tx,
      'site_versions',
      { site_code: 'text', version: 'int' },
      codes.map((code) => ({ site_code: code, version: 0 })),
      { onConflict: '(site_code) do nothing' },
    );
    const rows = await tx.query<{ site_code: string; version: number }>(
      'select site_code, version from site_versions where site_code = any($1) order by site_code for update',
      [codes],
    );
    return new Map(rows.map((row) => [row.site_code, row.version]));
  }

  private fact(campaignId: string, plan: SitePlan, sequence: number, tx: Tx, act: Act) {
    const { siteCode, districtCode, name, longitude, latitude } = plan;
    const coordinates = longitude === null || latitude === null ? {} : { longitude, latitude };
    const content = {
      campaignId,
      siteCode,
      districtCode,
      name,
      ...coordinates,
      registeredAt: tx.recordedAt.toISOString(),
    };
    return emit(SiteRegisteredV1, content, { sequence, ...act });
  }
}
