import type { DeviceKey } from '@lib/contracts/http/registration/places';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'divisions' })
export class Division {
  @PrimaryColumn({ type: 'text' })
  code!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', name: 'parent_code', nullable: true })
  parentCode!: string | null;

  @Column({ type: 'text', name: 'imported_by' })
  importedBy!: string;

  @Column({ type: 'timestamptz', name: 'recorded_at' })
  recordedAt!: Date;
}

@Entity({ name: 'sites' })
export class Site {
  @PrimaryColumn({ type: 'uuid', name: 'campaign_id' })
  campaignId!: string;

  @PrimaryColumn({ type: 'text', name: 'site_code' })
  siteCode!: string;

  @Column({ type: 'text', name: 'district_code' })
  districtCode!: string;

  @Column({ type: 'text', name: 'street_code', nullable: true })
  streetCode!: string | null;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', nullable: true })
  place!: string | null;

  @Column({ type: 'double precision', nullable: true })
  longitude!: number | null;

  @Column({ type: 'double precision', nullable: true })
  latitude!: number | null;

  @Column({ type: 'text', name: 'opening_hours', nullable: true })
  openingHours!: string | null;

  @Column({ type: 'text', name: 'registered_by' })
  registeredBy!: string;

  @Column({ type: 'timestamptz', name: 'captured_at' })
  capturedAt!: Date;

  @Column({ type: 'timestamptz', name: 'recorded_at' })
  recordedAt!: Date;
}

@Entity({ name: 'devices' })
export class Device {
  @PrimaryColumn({ type: 'uuid', name: 'device_id' })
  deviceId!: string;

  @Column({ type: 'text', name: 'site_code' })
  siteCode!: string;

  @Column({ type: 'text' })
  label!: string;

  @Column({ type: 'jsonb', name: 'public_key', nullable: true })
  publicKey!: DeviceKey | null;

  @Column({ type: 'timestamptz', name: 'key_since', nullable: true })
  keySince!: Date | null;

  @Column({ type: 'text', name: 'registered_by' })
  registeredBy!: string;

  @Column({ type: 'timestamptz', name: 'captured_at' })
  capturedAt!: Date;

  @Column({ type: 'timestamptz', name: 'recorded_at' })
  recordedAt!: Date;
}

@Entity({ name: 'shifts' })
export class Shift {
  @PrimaryColumn({ type: 'uuid', name: 'shift_id' })
  shiftId!: string;

  @Column({ type: 'uuid', name: 'campaign_id' })
  campaignId!: string;

  @Column({ type: 'text', name: 'site_code' })
  siteCode!: string;

  @Column({ type: 'uuid', name: 'device_id' })
  deviceId!: string;

  @Column({ type: 'text', name: 'started_by' })
  startedBy!: string;

  @Column({ type: 'timestamptz', name: 'captured_at', nullable: true })
  capturedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'recorded_at' })
  recordedAt!: Date;

  @Column({ type: 'timestamptz', name: 'ends_at' })
  endsAt!: Date;
}
