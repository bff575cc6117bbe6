import type { Hand } from '../site-record/member-record.js';

/** A sealed tube as the directory reads it. */
export interface FiledTube {
  readonly tube_id: string;
  readonly campaign_id: string;
  readonly round_id: string;
  readonly purpose: string;
  readonly state: string;
  readonly members: Buffer;
  readonly hands: Hand[];
}

/** One person of a sealed tube. */
export interface FiledMember {
  readonly tube: FiledTube;
  readonly participantId: string;
  readonly position: number;
  readonly recordedAt: Date;
  /** Whether the tube is one of the round's own and was not made void: only such a one can be somebody's second. */
  readonly counts: boolean;
}

/** Two living tubes of one person in one round. */
export interface ConflictPair {
  readonly round_id: string;
  readonly participant_id: string;
  readonly tube_id: string;
  readonly earlier_tube_id: string;
  readonly campaign_id: string;
}

export const directoryColumns = {
  participant_id: 'uuid',
  campaign_id: 'uuid',
  round_id: 'uuid',
  tube_id: 'text',
  position: 'smallint',
  purpose: 'text',
  recorded_at: 'timestamptz',
  filed_at: 'timestamptz',
};

export const directoryValues = (
  { tube, participantId, position, recordedAt }: FiledMember,
  filedAt: Date,
): Record<string, unknown> => ({
  participant_id: participantId,
  campaign_id: tube.campaign_id,
  round_id: tube.round_id,
  tube_id: tube.tube_id,
  position,
  purpose: tube.purpose,
  recorded_at: recordedAt,
  filed_at: filedAt,
});

export const conflictColumns = {
  round_id: 'uuid',
  participant_id: 'uuid',
  tube_id: 'text',
  earlier_tube_id: 'text',
  campaign_id: 'uuid',
  found_at: 'timestamptz',
};

/** In: a person of a tube and another tube of the same person and round. Out: the two, the smaller barcode first. */
export function pairOf({ tube, participantId }: FiledMember, other: string): ConflictPair {
  const [earlier, later] = other < tube.tube_id ? [other, tube.tube_id] : [tube.tube_id, other];
  return {
    round_id: tube.round_id,
    participant_id: participantId,
    tube_id: later,
    earlier_tube_id: earlier,
    campaign_id: tube.campaign_id,
  };
}

/** The pairs among persons that are filed together: the directory does not hold either of them yet. */
export function pairsAmong(members: readonly FiledMember[]): ConflictPair[] {
  const known = new Map<string, FiledMember[]>();
  const pairs: ConflictPair[] = [];
  for (const member of members) {
    const key = `${member.participantId} ${member.tube.round_id}`;
    const before = known.get(key);
    if (before === undefined) {
      known.set(key, [member]);
      continue;
    }
    pairs.push(
      ...before
        .filter(({ tube }) => tube.tube_id !== member.tube.tube_id)
        .map(({ tube }) => pairOf(member, tube.tube_id)),
    );
    before.push(member);
  }
  return pairs;
}
