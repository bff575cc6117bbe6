import { isoSql } from '@lib/platform';

/** The stays of `room_stays s` as one JSON list named `stays`; a condition on `s` follows. */
export const staysSql = `select jsonb_agg(jsonb_build_object('stayId', s.stay_id, 'roomId', s.room_id,
    'campaignId', s.campaign_id, 'participantId', s.participant_id, 'measureId', s.measure_id, 'state', s.state,
    'sharing', s.sharing, 'reservedAt', ${isoSql('s.reserved_at')}, 'movedInAt', ${isoSql('s.moved_in_at')},
    'movedOutAt', ${isoSql('s.moved_out_at')}) order by s.shares_with is not null, s.seat) as stays
  from room_stays s`;
