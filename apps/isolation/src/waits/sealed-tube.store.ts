import { Refusal } from '@lib/contracts/refusals';
import type { Member } from '@lib/contracts/fields';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { SubjectKey } from '../subject/subject-rows.js';

export interface SealedTube {
  readonly tubeId: string;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly members: readonly Member[];
}

/** In: who is in a tube. Out: the person who is alone in it; null for a pool, a place or goods. */
export function aloneIn(members: readonly Pick<Member, 'subjectKind' | 'subjectId'>[]): string | null {
  const [first] = members;
  return members.length === 1 && first?.subjectKind === 'person' ? first.subjectId : null;
}

/** The only writer of whose a sealed tube is, as far as somebody could wait for it. */
@Injectable()
export class SealedTubeStore {
  /** Keeps single tubes of every site, and of pools those of sites with waiting rooms: only there is anybody held. */
  async keep(tx: Tx, tubes: readonly SealedTube[]): Promise<void> {
    await tx.execute(
      `insert into sealed_tubes (tube_id, campaign_id, participant_id, recorded_at)
       select s.tube_id, s.campaign_id, s.participant_id, $5
         from unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[]) as s(tube_id, campaign_id, participant_id, site_code)
        where s.participant_id is not null
           or s.site_code in (select p.site_code from isolation_points p where p.site_code is not null)
        order by s.tube_id
       on conflict (tube_id) do nothing`,
      [
        ...[tubes.map(({ tubeId }) => tubeId), tubes.map(({ campaignId }) => campaignId)],
        ...[tubes.map(({ members }) => aloneIn(members)), tubes.map(({ siteCode }) => siteCode), tx.recordedAt],
      ],
    );
  }

  /** Somebody decided that these tubes hold other swabs than their record says: nobody is alone in them any more. */
  async doubt(tx: Tx, tubes: readonly Pick<SealedTube, 'tubeId' | 'campaignId'>[]): Promise<void> {
    await tx.execute(
      `insert into sealed_tubes (tube_id, campaign_id, participant_id, recorded_at)
       select distinct on (d.tube_id) d.tube_id, d.campaign_id, null::uuid, $3::timestamptz
         from unnest($1::text[], $2::uuid[]) as d(tube_id, campaign_id) order by d.tube_id
       on conflict (tube_id) do update set participant_id = null`,
      [tubes.map(({ tubeId }) => tubeId), tubes.map(({ campaignId }) => campaignId), tx.recordedAt],
    );
  }

  /** Throws TUBE_NOT_OWN for a tube that is known to be a pool or somebody else’s; one that nobody told of yet may be theirs. */
  async requireOwn(tx: Tx, tubeId: string, { campaignId, participantId }: SubjectKey): Promise<void> {
    const foreign = await tx.query(
      `select 1 from sealed_tubes
        where tube_id = $1 and (campaign_id, participant_id) is distinct from ($2::uuid, $3::uuid)`,
      [tubeId, campaignId, participantId],
    );
    if (foreign.length > 0) throw new Refusal('TUBE_NOT_OWN', { tubeId });
  }

  /** Out: tubes that somebody waits for and that are known not to be theirs, with who is alone in them. */
  async awaitedByOthers(tx: Tx, limit: number): Promise<{ readonly tubeId: string; readonly alone: string | null }[]> {
    return tx.query(
      `select w.tube_id as "tubeId", t.participant_id as alone
         from awaited_results w join sealed_tubes t using (tube_id)
        where w.answered_at is null
          and (t.campaign_id, t.participant_id) is distinct from (w.campaign_id, w.participant_id)
        order by w.tube_id limit $1`,
      [limit],
    );
  }
}
