import type { Finding, TubePurpose } from '@lib/vocabulary';
import { countsOf } from './tube-counts.js';
import type { Release, Tube } from './tube.js';

/** Columns of `tubes` that are written, with the type of one value. */
export const tubeColumns = {
  campaign_id: 'uuid',
  round_id: 'uuid',
  announced_in: 'uuid',
  site_code: 'text',
  purpose: 'text',
  sealed_at: 'timestamptz',
  sealed_persons: 'int',
  voided_at: 'timestamptz',
  voided_persons: 'int',
  void_reason: 'text',
  handed_at: 'timestamptz',
  received_at: 'timestamptz',
  received_last: 'timestamptz',
  missing_at: 'timestamptz',
  rejected_at: 'timestamptz',
  rejection_reason: 'text',
  lost_at: 'timestamptz',
  resulted_at: 'timestamptz',
  released_at: 'timestamptz',
  release_version: 'int',
  release_status: 'text',
  release_finding: 'text',
  alarm_version: 'int',
  alarm_persons: 'int',
  withdrawn_version: 'int',
  taken_version: 'int',
  place: 'text',
} as const;

type ColumnType<T extends string> = T extends 'int' ? number : T extends 'timestamptz' ? Date : string;

/** A row of `tubes` as the driver reads and writes it. */
export type TubeRow = { tube_id: string } & {
  -readonly [C in keyof typeof tubeColumns]: ColumnType<(typeof tubeColumns)[C]> | null;
};

const msOf = (at: Date | null): number | null => at?.getTime() ?? null;
const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

function releaseOf(row: TubeRow): Release | null {
  if (row.release_version === null || row.release_status === null || row.release_finding === null) return null;
  return {
    version: row.release_version,
    status: row.release_status as Release['status'],
    finding: row.release_finding as Finding,
  };
}

export function tubeOfRow(row: TubeRow): Tube {
  return {
    tubeId: row.tube_id,
    campaignId: row.campaign_id,
    roundId: row.round_id,
    announcedIn: row.announced_in,
    siteCode: row.site_code,
    purpose: row.purpose as TubePurpose | null,
    sealedAt: msOf(row.sealed_at),
    sealedPersons: row.sealed_persons,
    voidedAt: msOf(row.voided_at),
    voidedPersons: row.voided_persons,
    voidReason: row.void_reason,
    handedAt: msOf(row.handed_at),
    receivedAt: msOf(row.received_at),
    receivedLast: msOf(row.received_last),
    missingAt: msOf(row.missing_at),
    rejectedAt: msOf(row.rejected_at),
    rejectionReason: row.rejection_reason,
    lostAt: msOf(row.lost_at),
    resultedAt: msOf(row.resulted_at),
    releasedAt: msOf(row.released_at),
    release: releaseOf(row),
    alarmVersion: row.alarm_version,
    alarmPersons: row.alarm_persons,
    withdrawnVersion: row.withdrawn_version,
    takenVersion: row.taken_version,
  };
}

export function rowOfTube(tube: Tube): TubeRow {
  return {
    tube_id: tube.tubeId,
    campaign_id: tube.campaignId,
    round_id: tube.roundId,
    announced_in: tube.announcedIn,
    site_code: tube.siteCode,
    purpose: tube.purpose,
    sealed_at: dateOf(tube.sealedAt),
    sealed_persons: tube.sealedPersons,
    voided_at: dateOf(tube.voidedAt),
    voided_persons: tube.voidedPersons,
    void_reason: tube.voidReason,
    handed_at: dateOf(tube.handedAt),
    received_at: dateOf(tube.receivedAt),
    received_last: dateOf(tube.receivedLast),
    missing_at: dateOf(tube.missingAt),
    rejected_at: dateOf(tube.rejectedAt),
    rejection_reason: tube.rejectionReason,
    lost_at: dateOf(tube.lostAt),
    resulted_at: dateOf(tube.resultedAt),
    released_at: dateOf(tube.releasedAt),
    release_version: tube.release?.version ?? null,
    release_status: tube.release?.status ?? null,
    release_finding: tube.release?.finding ?? null,
    alarm_version: tube.alarmVersion,
    alarm_persons: tube.alarmPersons,
    withdrawn_version: tube.withdrawnVersion,
    taken_version: tube.takenVersion,
    place: countsOf(tube)?.place ?? null,
  };
}
