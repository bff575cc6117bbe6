import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'campaigns' })
export class Campaign {
  @PrimaryColumn({ type: 'uuid', name: 'campaign_id' })
  campaignId!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  kind!: 'live' | 'drill';

  @Column({ type: 'double precision', name: 'time_scale' })
  timeScale!: number;

  @Column({ type: 'int', name: 'target_persons', nullable: true })
  targetPersons!: number | null;

  @Column({ type: 'int', name: 'policy_version' })
  policyVersion!: number;

  /** Sequence of the last event under the campaign's key. */
  @Column({ type: 'int' })
  version!: number;

  @Column({ type: 'text', name: 'opened_by' })
  openedBy!: string;

  @Column({ type: 'timestamptz', name: 'captured_at' })
  capturedAt!: Date;

  @Column({ type: 'timestamptz', name: 'opened_at' })
  openedAt!: Date;

  @Column({ type: 'timestamptz', name: 'closed_at', nullable: true })
  closedAt!: Date | null;
}

@Entity({ name: 'policy_values' })
export class PolicyValue {
  @PrimaryColumn({ type: 'uuid', name: 'campaign_id' })
  campaignId!: string;

  @PrimaryColumn({ type: 'int' })
  version!: number;

  @PrimaryColumn({ type: 'text' })
  key!: string;

  @Column({ type: 'jsonb', nullable: true })
  value!: unknown;

  @Column({ type: 'text' })
  source!: 'default' | 'opening' | 'change';

  @Column({ type: 'text' })
  actor!: string;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'timestamptz', name: 'valid_from' })
  validFrom!: Date;
}

@Entity({ name: 'rounds' })
export class Round {
  @PrimaryColumn({ type: 'uuid', name: 'round_id' })
  roundId!: string;

  @Column({ type: 'uuid', name: 'campaign_id' })
  campaignId!: string;

  @Column({ type: 'int' })
  number!: number;

  @Column({ type: 'timestamptz', name: 'opens_at' })
  opensAt!: Date;

  @Column({ type: 'timestamptz', name: 'closes_at' })
  closesAt!: Date;

  @Column({ type: 'text', name: 'opened_by' })
  openedBy!: string;

  @Column({ type: 'timestamptz', name: 'opened_captured_at' })
  openedCapturedAt!: Date;

  @Column({ type: 'timestamptz', name: 'opened_recorded_at' })
  openedRecordedAt!: Date;

  @Column({ type: 'text', name: 'closed_by', nullable: true })
  closedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'closed_at', nullable: true })
  closedAt!: Date | null;
}
