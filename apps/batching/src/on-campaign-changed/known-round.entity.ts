import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `known_rounds`: registration's word about a round. */
@Entity({ name: 'known_rounds' })
export class KnownRoundEntity {
  @PrimaryColumn({ type: 'uuid', name: 'round_id' })
  roundId!: string;

  @Column({ type: 'uuid', name: 'campaign_id' })
  campaignId!: string;

  @Column({ type: 'int' })
  number!: number;

  @Column({ type: 'timestamptz', name: 'opens_at', nullable: true })
  opensAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'closes_at', nullable: true })
  closesAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'closed_at', nullable: true })
  closedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'recorded_at' })
  recordedAt!: Date;
}
