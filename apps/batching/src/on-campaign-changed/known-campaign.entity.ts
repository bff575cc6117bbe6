import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `known_campaigns`: registration's word about a campaign. */
@Entity({ name: 'known_campaigns' })
export class KnownCampaignEntity {
  @PrimaryColumn({ type: 'uuid', name: 'campaign_id' })
  campaignId!: string;

  @Column({ type: 'text', nullable: true })
  kind!: 'live' | 'drill' | null;

  @Column({ type: 'int', name: 'policy_version', nullable: true })
  policyVersion!: number | null;

  @Column({ type: 'jsonb', name: 'tube_capacities', nullable: true })
  tubeCapacities!: number[] | null;

  @Column({ type: 'timestamptz', name: 'recorded_at' })
  recordedAt!: Date;
}
