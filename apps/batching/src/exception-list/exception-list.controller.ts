import { uuid } from '@lib/contracts/fields';
import { listExceptions } from '@lib/contracts/http/batching/exceptions';
import { Actor, boundTo, Database, parse, cursorOf, encodeCursor, isoSql } from '@lib/platform';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';

const keyForm = z.string().regex(/^\d{20}\.[0-9A-Za-z.-]{1,200}$/);
const question = listExceptions.query.extend({ cursor: cursorOf(keyForm).optional() });

type Listed = z.output<typeof listExceptions.response>['exceptions'][number];

interface Line {
  readonly key: string;
  readonly line: Listed;
}

// The key sorts by the recorded time and is one of a kind; it is the cursor as well.
const keyOf = (time: string, rest: string) =>
  `(to_char(${time} at time zone 'UTC', 'YYYYMMDDHH24MISSUS') || '.' || ${rest}) collate "C"`;
const ownerOf = (site: string) => `jsonb_build_object('role', 'site-manager', 'place', ${site})`;

const notTaken = `
  select ${keyOf('recorded_at', "device_id || '.' || seq || '.' || md5(fingerprint)")} as key, jsonb_build_object(
           'kind', 'not-taken', 'act', kind, 'tubeId', tube_id, 'subjectId', subject_id, 'outcome', outcome,
           'code', reason, 'deviceId', device_id, 'actor', actor, 'owner', ${ownerOf('site_code')}, 'recordedAt', ${isoSql('recorded_at')},
           'foundIn', (select min(filed.tube_id) from participant_tubes filed
                        where filed.participant_id = said.subject_id and filed.campaign_id = said.campaign_id)) as line
    from journal_exceptions said
   where campaign_id = $1 and ($2::text is null or site_code = $2) and ($3::text is null or left(site_code, 6) = $3)
     and outcome in ('refused', 'conflict')`;

// Both tubes' sites have to look into it: neither knows alone which swab is whose.
const secondTube = `
  select ${keyOf('found_at', "participant_id || '.' || conflict.tube_id || '.' || earlier_tube_id")}, jsonb_build_object(
           'kind', 'second-tube', 'tubeId', conflict.tube_id, 'earlierTubeId', earlier_tube_id,
           'subjectId', participant_id, 'owner', ${ownerOf('one.site_code')}, 'recordedAt', ${isoSql('found_at')})
    from round_conflicts conflict
    join tubes one on one.tube_id = conflict.tube_id
    join tubes other on other.tube_id = conflict.earlier_tube_id
   where conflict.campaign_id = $1 and ($2::text is null or $2 in (one.site_code, other.site_code))
     and ($3::text is null or $3 in (left(one.site_code, 6), left(other.site_code, 6)))
     and one.state <> 'void' and other.state <> 'void'`;

/** GET /v1/campaigns/:campaignId/exceptions?cursor=&limit= – what the caller's own site or district has to clear up, oldest first */
@Controller()
export class ExceptionListController {
  constructor(private readonly database: Database) {}

  @Get('/v1/campaigns/:campaignId/exceptions')
  async get(
    @Actor() actor: Actor,
    @Param('campaignId') id: string,
    @Query() query: unknown,
  ): Promise<z.output<typeof listExceptions.response>> {
    const campaignId = parse(uuid, id);
    const { cursor, limit } = parse(question, query);
    const { site = null, district = null } = boundTo(actor, listExceptions);
    const rows = await this.database.query<Line>(
      `select key, line from (${notTaken} union all ${secondTube}) as listed
        where key > $4 order by key limit $5`,
      [campaignId, site, district, cursor?.[0] ?? '', limit + 1],
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      exceptions: page.map(({ line }) => line),
      ...(rows.length > limit && last ? { next: encodeCursor(last.key) } : {}),
    };
  }
}
