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

/** Everybody's screens of one role in one place. */
export type Place = Omit<Screen, 'person'>;

/** Unread alarms of a place that are for one person, or, without a name, for all. */
export interface UnreadFor {
  readonly person: string | null;
  readonly unread: number;
  readonly newest: string;
}

type Row = Omit<Alarm, 'raisedAt' | 'readAt'> & { readonly raisedAt: Date; readonly readAt: Date | null };

/** In: the caller. Out: the screen that they look at. */
export function screenOf({ id, role, scope }: Actor): Screen {
  const district = scope.district ?? (scope.site === undefined ? null : districtOfSite(scope.site));
  return { role, district, site: scope.site ?? null, lab: scope.lab ?? null, person: id };
}

const isInPlaceSql = `n.to_role = $1 and (n.to_district is null or n.to_district = $2)
    and (n.to_site is null or $3::text is null or n.to_site = $3) and (n.to_lab is null or n.to_lab = $4)`;

/** What of a notice must agree with the screen, in SQL; the parameters $1 to $5 are `valuesOf`. */
export const isOnScreenSql = `${isInPlaceSql} and (n.to_person is null or n.to_person = $5)`;

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
    return unreadOf(await this.unreadAt(screen), screen.person);
  }

  /** The same for all screens of a place in one look: a wave leaves thousands unread, and each look counts them. */
  async unreadAt({ role, district, site, lab }: Place): Promise<UnreadFor[]> {
    return this.database.query<UnreadFor>(
      `select n.to_person as person, count(*)::int as unread, max(n.notice_id::text) as newest
         from notices n join notice_sends s on s.notice_id = n.notice_id and s.channel = 'screen'
        where ${isInPlaceSql} and s.read_at is null group by n.to_person`,
      [role, district, site, lab],
    );
  }
}

/** In: what is unread in a place. Out: what of it is on this person's screen, and a mark that changes with it. */
export function unreadOf(place: readonly UnreadFor[], person: string): { unread: number; mark: string } {
  const mine = place.filter((one) => one.person === null || one.person === person);
  const unread = mine.reduce((sum, one) => sum + one.unread, 0);
  return { unread, mark: [unread, ...mine.map(({ newest }) => newest).toSorted()].join(' ') };
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
