import type { NoAnswerReason, TubePurpose } from '@lib/vocabulary';
import type { Member, Seal, Tube, Voiding } from '../tube/tube.js';
import { type Hand, packMembers, unpackMembers } from './member-record.js';

/** A row of `tubes` as the driver gives it. */
export interface TubeRow {
  readonly tube_id: string;
  readonly campaign_id: string;
  readonly campaign_kind: 'live' | 'drill' | null;
  readonly policy_version: number | null;
  readonly round_id: string;
  readonly site_code: string;
  readonly purpose: TubePurpose;
  readonly order_id: string | null;
  readonly capacity: number;
  readonly state: Tube['state'];
  readonly specimens: number;
  readonly members: Buffer | null;
  readonly hands: readonly Hand[] | null;
  readonly opened_by: string;
  readonly opened_device_id: string;
  readonly opened_device_seq: number;
  readonly opened_captured_at: Date;
  readonly opened_at: Date;
  readonly sealed_by: string | null;
  readonly sealed_device_id: string | null;
  readonly sealed_device_seq: number | null;
  readonly sealed_captured_at: Date | null;
  readonly sealed_at: Date | null;
  readonly seal_digest: Buffer | null;
  readonly partial_reason: string | null;
  readonly voided_by: string | null;
  readonly voided_device_id: string | null;
  readonly voided_device_seq: number | null;
  readonly voided_captured_at: Date | null;
  readonly voided_at: Date | null;
  readonly void_reason: NoAnswerReason | null;
  readonly batch_id: string | null;
  readonly custody_seq: number;
  readonly custody_hash: Buffer;
  readonly facts_told: number;
  readonly version: number;
}

/** What never changes after the opening. */
export const openingColumns = {
  tube_id: 'text',
  campaign_id: 'uuid',
  campaign_kind: 'text',
  policy_version: 'int',
  round_id: 'uuid',
  site_code: 'text',
  purpose: 'text',
  order_id: 'uuid',
  capacity: 'smallint',
  opened_by: 'text',
  opened_device_id: 'uuid',
  opened_device_seq: 'int',
  opened_captured_at: 'timestamptz',
  opened_at: 'timestamptz',
} as const;

/** What a scan changes. */
export const fillingColumns = { specimens: 'smallint', version: 'int' } as const;

/** What closing, boxing, handing over and voiding change. */
export const closingColumns = {
  ...fillingColumns,
  state: 'text',
  members: 'bytea',
  hands: 'jsonb',
  sealed_by: 'text',
  sealed_device_id: 'uuid',
  sealed_device_seq: 'int',
  sealed_captured_at: 'timestamptz',
  sealed_at: 'timestamptz',
  seal_digest: 'bytea',
  partial_reason: 'text',
  voided_by: 'text',
  voided_device_id: 'uuid',
  voided_device_seq: 'int',
  voided_captured_at: 'timestamptz',
  voided_at: 'timestamptz',
  void_reason: 'text',
  batch_id: 'uuid',
  custody_seq: 'int',
  custody_hash: 'bytea',
  facts_told: 'int',
} as const;

type Row = Record<string, unknown>;

/** Values of `openingColumns`. */
export function openingValues(tube: Tube): Row {
  return {
    tube_id: tube.tubeId,
    campaign_id: tube.campaignId,
    campaign_kind: tube.campaignKind,
    policy_version: tube.policyVersion,
    round_id: tube.roundId,
    site_code: tube.siteCode,
    purpose: tube.purpose,
    order_id: tube.orderId,
    capacity: tube.capacity,
    opened_by: tube.opened.actor,
    opened_device_id: tube.opened.deviceId,
    opened_device_seq: tube.opened.deviceSeq,
    opened_captured_at: tube.opened.capturedAt,
    opened_at: tube.opened.recordedAt,
  };
}

/** Values of `fillingColumns`. */
export const fillingValues = (tube: Tube): Row => ({ specimens: tube.members.length, version: tube.version });

/** Values of `closingColumns`. */
export function closingValues(tube: Tube): Row {
  const closed = tube.state === 'opened' ? {} : { ...packMembers(tube.members), ...sealValues(tube.seal) };
  return {
    ...fillingValues(tube),
    ...closed,
    ...(tube.state === 'void' ? voidingValues(tube.voiding) : {}),
    state: tube.state,
    batch_id: 'batchId' in tube ? tube.batchId : null,
    custody_seq: tube.custody.seq,
    custody_hash: Buffer.from(tube.custody.hash, 'hex'),
    facts_told: tube.factsTold,
  };
}

function sealValues(seal: Seal | null): Row {
  if (seal === null) return {};
  return {
    sealed_by: seal.actor,
    sealed_device_id: seal.deviceId,
    sealed_device_seq: seal.deviceSeq,
    sealed_captured_at: seal.capturedAt,
    sealed_at: seal.recordedAt,
    seal_digest: Buffer.from(seal.digest, 'hex'),
    partial_reason: seal.partialReason,
  };
}

const voidingValues = (voiding: Voiding): Row => ({
  voided_by: voiding.actor,
  voided_device_id: voiding.deviceId,
  voided_device_seq: voiding.deviceSeq,
  voided_captured_at: voiding.capturedAt,
  voided_at: voiding.recordedAt,
  void_reason: voiding.reason,
});

/** A tube out of its row; `open` are the specimens of a tube that is still being filled, in order of position. */
export function tubeOf(row: TubeRow, open: readonly Member[]): Tube {
  const core = {
    tubeId: row.tube_id,
    campaignId: row.campaign_id,
    campaignKind: row.campaign_kind,
    policyVersion: row.policy_version,
    roundId: row.round_id,
    siteCode: row.site_code,
    purpose: row.purpose,
    orderId: row.order_id,
    capacity: row.capacity,
    members: row.members && row.hands ? unpackMembers({ members: row.members, hands: row.hands }) : open,
    opened: {
      actor: row.opened_by,
      deviceId: row.opened_device_id,
      deviceSeq: row.opened_device_seq,
      capturedAt: row.opened_captured_at,
      recordedAt: row.opened_at,
    },
    custody: { seq: row.custody_seq, hash: row.custody_hash.toString('hex') },
    factsTold: row.facts_told,
    version: row.version,
  };
  switch (row.state) {
    case 'opened':
      return { ...core, state: 'opened' };
    case 'sealed':
      return { ...core, state: 'sealed', seal: written(sealOf(row), row) };
    case 'boxed':
    case 'handed':
      return { ...core, state: row.state, seal: written(sealOf(row), row), batchId: written(row.batch_id, row) };
    case 'void':
      return { ...core, state: 'void', seal: sealOf(row), voiding: written(voidingOf(row), row) };
  }
}

function sealOf(row: TubeRow): Seal | null {
  if (row.sealed_at === null) return null;
  return {
    actor: written(row.sealed_by, row),
    deviceId: written(row.sealed_device_id, row),
    deviceSeq: written(row.sealed_device_seq, row),
    capturedAt: written(row.sealed_captured_at, row),
    recordedAt: row.sealed_at,
    digest: written(row.seal_digest, row).toString('hex'),
    partialReason: row.partial_reason,
  };
}

function voidingOf(row: TubeRow): Voiding | null {
  if (row.voided_at === null) return null;
  return {
    actor: written(row.voided_by, row),
    deviceId: written(row.voided_device_id, row),
    deviceSeq: written(row.voided_device_seq, row),
    capturedAt: written(row.voided_captured_at, row),
    recordedAt: row.voided_at,
    reason: written(row.void_reason, row),
  };
}

function written<T>(value: T | null, row: TubeRow): T {
  if (value === null) throw new Error(`tube ${row.tube_id} is ${row.state}, but its row does not say how`);
  return value;
}
