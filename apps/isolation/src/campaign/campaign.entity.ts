import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CampaignPolicy } from '@lib/contracts/policy';

@Entity({ name: 'campaigns' })
export class CampaignRow {
  @PrimaryColumn({ name: 'campaign_id', type: 'uuid' })
  campaignId: string;

  @Column({ type: 'text' })
  kind: 'live' | 'drill';

  @Column({ name: 'time_scale', type: 'double precision' })
  timeScale: number;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  recordedAt: Date;
}

@Entity({ name: 'campaign_policies' })
export class CampaignPolicyRow {
  @PrimaryColumn({ name: 'campaign_id', type: 'uuid' })
  campaignId: string;

  @PrimaryColumn({ type: 'int' })
  version: number;

  @Column({ type: 'jsonb' })
  policy: CampaignPolicy;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  recordedAt: Date;
}
