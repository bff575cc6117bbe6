import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `batches`. */
@Entity({ name: 'batches' })
export class BatchEntity {
  @PrimaryColumn({ type: 'uuid', name: 'batch_id' })
  batchId!: string;

  @Column({ type: 'text', name: 'box_code' })
  boxCode!: string;

  @Column({ type: 'uuid', name: 'campaign_id' })
  campaignId!: string;

  @Column({ type: 'text', name: 'site_code' })
  siteCode!: string;

  @Column({ type: 'text', name: 'lab_code' })
  labCode!: string;

  @Column({ type: 'text' })
  state!: 'open' | 'handed-over';

  @Column({ type: 'text', name: 'opened_by' })
  openedBy!: string;

  @Column({ type: 'timestamptz', name: 'opened_at' })
  openedAt!: Date;

  @Column({ type: 'int', name: 'tubes_counted', nullable: true })
  tubesCounted!: number | null;

  @Column({ type: 'text', name: 'seal_number', nullable: true })
  sealNumber!: string | null;

  @Column({ type: 'text', name: 'handed_over_by', nullable: true })
  handedOverBy!: string | null;

  @Column({ type: 'text', name: 'taken_over_by', nullable: true })
  takenOverBy!: string | null;

  @Column({ type: 'timestamptz', name: 'handed_over_captured_at', nullable: true })
  handedOverCapturedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'handed_over_at', nullable: true })
  handedOverAt!: Date | null;

  @Column({ type: 'int', name: 'policy_version', nullable: true })
  policyVersion!: number | null;

  @Column({ type: 'int', name: 'facts_told' })
  factsTold!: number;

  @Column({ type: 'int' })
  version!: number;
}
