import type { ColumnTypes } from '@lib/platform';
import type { NoticeRequest } from './notice.js';

export const noticeColumns: ColumnTypes = {
  notice_id: 'uuid',
  campaign_id: 'uuid',
  participant_id: 'uuid',
  to_role: 'text',
  to_district: 'text',
  to_site: 'text',
  to_lab: 'text',
  to_person: 'text',
  kind: 'text',
  template_version: 'int',
  cause_kind: 'text',
  cause_id: 'text',
  cause_version: 'int',
  rests_on_kind: 'text',
  rests_on_id: 'uuid',
  rests_on_sequence: 'int',
  rests_on_state: 'text',
  result_tube_id: 'text',
  result_version: 'int',
  fields: 'jsonb',
  site_code: 'text',
  until_at: 'timestamptz',
  undelivered_after: 'timestamptz',
  requested_by: 'text',
  requested_at: 'timestamptz',
  recorded_at: 'timestamptz',
};

export const sendColumns: ColumnTypes = {
  notice_id: 'uuid',
  channel: 'text',
  state: 'text',
  next_at: 'timestamptz',
  sent_at: 'timestamptz',
};

/** What the ledger adds to a wish: its id, the version of the words, and the clocks. */
export interface Stamp {
  readonly noticeId: string;
  readonly templateVersion: number;
  readonly at: Date;
  readonly undeliveredAfter: Date | null;
}

export function toNoticeRow(wish: NoticeRequest, stamp: Stamp): Record<string, unknown> {
  return {
    notice_id: stamp.noticeId,
    campaign_id: wish.campaignId,
    ...addresseeOf(wish),
    kind: wish.kind,
    template_version: stamp.templateVersion,
    cause_kind: wish.cause.kind,
    cause_id: wish.cause.id,
    cause_version: wish.cause.version,
    rests_on_kind: wish.restsOn?.kind,
    rests_on_id: wish.restsOn?.id,
    rests_on_sequence: wish.restsOn?.sequence,
    rests_on_state: wish.restsOn?.state,
    result_tube_id: wish.result?.tubeId,
    result_version: wish.result?.version,
    fields: wish.fields ?? {},
    site_code: wish.siteCode,
    until_at: wish.until,
    undelivered_after: stamp.undeliveredAfter,
    requested_by: wish.requestedBy,
    requested_at: stamp.at,
    recorded_at: stamp.at,
  };
}

function addresseeOf({ to }: NoticeRequest): Record<string, unknown> {
  if ('participantId' in to) return { participant_id: to.participantId };
  const { role, districtCode, siteCode, labCode, person } = to;
  return { to_role: role, to_district: districtCode, to_site: siteCode, to_lab: labCode, to_person: person };
}
