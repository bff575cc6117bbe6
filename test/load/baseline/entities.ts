import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';

@Entity('tubes')
export class Tube {
  @PrimaryColumn('text')
  tubeId!: string;

  @Column('uuid')
  campaignId!: string;

  @Column('text')
  siteCode!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  sealedAt!: Date;

  @OneToMany(
    () => Specimen,
    (specimen) => specimen.tube,
    { cascade: true },
  )
  specimens!: Relation<Specimen[]>;
}

@Entity('specimens')
export class Specimen {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  subjectId!: string;

  @Column('int')
  position!: number;

  @Column('timestamptz')
  capturedAt!: Date;

  @Index()
  @ManyToOne(
    () => Tube,
    (tube) => tube.specimens,
  )
  tube!: Relation<Tube>;
}

@Entity('results')
export class Result {
  @PrimaryColumn('text')
  tubeId!: string;

  @Column('text')
  finding!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  resultedAt!: Date;
}
