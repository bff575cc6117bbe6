import type { Alarm } from '@lib/contracts/http/notification/alarms';
import { noticeFields } from '@lib/contracts/notice';
import { Database, parse } from '@lib/platform';
import type { Actor } from '@lib/platform';
import { districtOfSite } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { written } from '../notice-template/written.js';

export const alarmsOnPage = 200;

/** Whose screen: the role, where it is bound to, and the duty name. */
export interface Screen {
  readonly role: string;
  readonly district: string | null;
  readonly site: string | null;
  readonly lab: string | null;
  readonly person: string;
}

type Row = Omit<Alarm, 'raisedAt' | 'readAt'> & { readonly raisedAt: Date; readonly readAt: Date | null };

/** In: the caller. Out: the screen that they look at. */
export function screenOf({ id, role, scope }: Actor): Screen {
  const district = scope.district ?? (scope.site === undefined ? null : districtOfSite(scope.site));
  return { role, district, site: scope.site ?? null, lab: scope.lab ?? null, person: id };
}

/** What of a notice must agree with the screen, in SQL; the parameters $1 to $5 are `valuesOf`. */
export const isOnScreenSql = `n.to_role = $1 and (n.to_district is null or n.to_district = $2)
    and (n.to_site is null or $3::text is null or n.to_site = $3) and (n.to_lab is null or n.to_lab = $4)
    and (n.to_person is null or n.to_person = $5)`;

export const valuesOf = ({ role, district, site, lab, person }: Screen): (string | null)[] => [
  role,
  district,
  site,
  lab,
  person,
];

const columns = `n.notice_id as "alarmId", n.campaign_id as "campaignId", n.kind, n.fields, n.site_code as "siteCode",
  n.to_person as person, n.requested_at as "raisedAt", s.read_at as "readAt", s.read_by as "readBy",
  jsonb_build_object('kind', n.cause_kind, 'id', n.cause_id, 'version', n.cause_version) as cause,
  coalesce(c.kind = 'drill', false) as "isDrill",
  t.subject_zh as "subjectZh", t.subject_en as "subjectEn", t.text_zh as "textZh", t.text_en as "textEn"`;

const from = `from notices n
  join notice_sends s on s.notice_id = n.notice_id and s.channel = 'screen'
  join notice_templates t on t.kind = n.kind and t.version = n.template_version
  left join campaigns c on c.campaign_id = n.campaign_id
 where ${isOnScreenSql}`;

/** Reads what rings on a screen. */
@Injectable()
export class AlarmView {
  constructor(private readonly database: Database) {}

  /** Out: up to `limit` alarms, newest first, from `before` on. */
  async page(screen: Screen, isUnread: boolean, before: string | null, limit: number): Promise<Alarm[]> {
    const rows = await this.database.query<Row>(
      `select ${columns} ${from} and ($6::uuid is null or n.notice_id < $6) and ($7 = false or s.read_at is null)
        order by n.notice_id desc limit ${Math.trunc(limit)}`,
      [...valuesOf(screen), before, isUnread],
    );
    return rows.map(shown);
  }

  /** How many are unread, and a mark that changes with them. */
  async unread(screen: Screen): Promise<{ unread: number; mark: string }> {
    const [row] = await this.database.query<{ unread: number; newest: string | null }>(
      `select count(*)::int as unread, max(n.notice_id::text) as newest ${from} and s.read_at is null`,
      valuesOf(screen),
    );
    return { unread: row?.unread ?? 0, mark: `${row?.unread ?? 0} ${row?.newest ?? ''}` };
  }
}

function shown(row: Row): Alarm {
  const fields = parse(noticeFields, row.fields);
  const { zh, en } = written(row, fields, { page: '', isDrill: row.isDrill });
  return {
    ...row,
    fields,
    ...{ subjectZh: zh.subject, subjectEn: en.subject, textZh: zh.text, textEn: en.text },
    raisedAt: row.raisedAt.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  };
}
