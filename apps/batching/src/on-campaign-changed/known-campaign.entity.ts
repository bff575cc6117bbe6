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

  @Column({ type: 'double precision', name: 'time_scale', nullable: true })
  timeScale!: number | null;

  /** Hours after which a tube without a told result is past its clock. */
  @Column({ type: 'double precision', name: 'tube_hours_max', nullable: true })
  tubeHoursMax!: number | null;

  /** Minutes around a tube in which a swab too many may be somebody's. */
  @Column({ type: 'double precision', name: 'unbound_minutes_max', nullable: true })
  unboundMinutesMax!: number | null;

  /** Minutes in which a report about a tube is decided. */
  @Column({ type: 'double precision', name: 'binding_minutes_max', nullable: true })
  bindingMinutesMax!: number | null;

  @Column({ type: 'timestamptz', name: 'recorded_at' })
  recordedAt!: Date;
}
