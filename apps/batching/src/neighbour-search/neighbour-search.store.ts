import { ownTubesMax } from '@lib/contracts/events/batching/neighbours-told.v1';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { Hand } from '../site-record/member-record.js';
import { unpackMembers } from '../site-record/member-record.js';
import type { FilledTube, Neighbour } from './near.decider.js';
import { nearOf, swabsOf } from './near.decider.js';

/** Whose neighbours are sought, and between which instants (ISO 8601). */
export interface SoughtNeighbours {
  readonly campaignId: string;
  readonly participantId: string;
  /** Tubes of the person that whoever asks knows of; the others are looked up. */
  readonly tubeIds: readonly string[];
  readonly from: string;
  readonly until: string;
  /** Minutes before and after a swab within which others of the same lane were near. */
  readonly queueMinutes: number;
}

interface TubeRow {
  readonly tube_id: string;
  readonly site_code: string;
  readonly purpose: FilledTube['purpose'];
  readonly opened_at: Date;
  readonly members: Buffer;
  readonly hands: Hand[];
}

const columns = 'tube_id, site_code, purpose, opened_at, members, hands';
// A lane swabs some 300 people an hour at most: 200 tubes of one lane overlap no window that the policy allows.
const tubesPerLaneMax = 200;

/** Who was in a tube or a lane with somebody; reads only, by the directory of participants. */
@Injectable()
export class NeighbourSearch {
  async near(
    tx: Tx,
    asked: SoughtNeighbours,
  ): Promise<{ readonly own: readonly FilledTube[]; readonly neighbours: readonly Neighbour[] }> {
    const { participantId, campaignId, queueMinutes } = asked;
    const own = await this.#ownTubes(tx, asked);
    const windowMs = queueMinutes * 60_000;

    const ofLanes: FilledTube[] = [];
    for (const { tube, swab } of swabsOf(participantId, own)) {
      // A tube may be opened by one device and filled by another; whom the lane of this swab scanned is told by its hands.
      const [from, until] = [-windowMs, windowMs].map((ms) => new Date(swab.capturedAt.getTime() + ms));
      const { rows } = await tx.prepared<TubeRow>(
        `select ${columns} from tubes
          where site_code = $1 and campaign_id = $2 and members is not null and state <> 'void'
            and (opened_device_id = $3::uuid or hands @> jsonb_build_array(jsonb_build_object('deviceId', $3::text)))
            and opened_captured_at <= $5 and sealed_captured_at >= $4
          order by opened_captured_at limit ${tubesPerLaneMax}`,
        [tube.siteCode, campaignId, swab.deviceId, from, until],
      );
      ofLanes.push(...rows.map(tubeOf));
    }
    return { own, neighbours: nearOf(participantId, own, ofLanes, windowMs) };
  }

  // The directory is filled after sealing; the tubes that the question names are looked at in any case.
  async #ownTubes(tx: Tx, asked: SoughtNeighbours): Promise<FilledTube[]> {
    const { participantId, campaignId, tubeIds, from, until } = asked;
    const { rows } = await tx.prepared<TubeRow>(
      `select ${columns} from tubes
        where campaign_id = $1 and members is not null and state <> 'void'
          and tube_id in (select filed.tube_id from participant_tubes filed
                           where filed.participant_id = $2 and filed.recorded_at between $4 and $5
                          union select unnest($3::text[]))
        order by opened_at desc limit ${ownTubesMax}`,
      [campaignId, participantId, tubeIds, from, until],
    );
    // A tube that the question names and that holds somebody else alone tells nothing about this person.
    return rows.map(tubeOf).filter((tube) => swabsOf(participantId, [tube]).length > 0);
  }
}

const tubeOf = ({ tube_id, site_code, purpose, opened_at, members, hands }: TubeRow): FilledTube => ({
  ...{ tubeId: tube_id, siteCode: site_code, purpose, openedAt: opened_at },
  members: unpackMembers({ members, hands }),
});
