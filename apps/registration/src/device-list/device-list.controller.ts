import { uuid } from '@lib/contracts/fields';
import { listDevices } from '@lib/contracts/http/registration/places';
import { Actor, boundTo, cursorOf, Database, encodeCursor, parse, isoSql } from '@lib/platform';
import { Controller, Get, Header, Query } from '@nestjs/common';
import type { z } from 'zod';

const pageRows = 100;
const question = listDevices.query.extend({ cursor: cursorOf(uuid).optional() });

type Listed = z.output<typeof listDevices.response>['devices'][number];

const devicesSql = `
  select d.device_id as "deviceId", d.site_code as "siteCode", d.label,
         case when s.shift_id is null then null else jsonb_build_object(
           'shiftId', s.shift_id, 'startedBy', s.started_by, 'endsAt', ${isoSql('s.ends_at')}) end as shift,
         coalesce((
           select jsonb_agg(jsonb_build_object('revocationId', r.revocation_id, 'kind', r.kind, 'value', r.value,
                    'reason', r.reason, 'revokedBy', r.revoked_by, 'recordedAt', ${isoSql('r.recorded_at')},
                    'until', ${isoSql('r.until')}) order by r.recorded_at, r.revocation_id)
             from revocations r
            where r.ended_at is null and (r.until is null or r.until > $1)
              and (r.kind, r.value) in (('device', d.device_id::text), ('shift', s.shift_id::text))), '[]') as revocations
    from devices d
    left join lateral (select * from shifts where device_id = d.device_id and ends_at > $1
                        order by recorded_at desc, shift_id desc limit 1) s on true
   where ($2::text is null or d.site_code = $2) and ($3::text is null or d.site_code = $3)
     and ($4::uuid is null or d.device_id > $4)
   order by d.device_id limit ${pageRows + 1}`;

@Controller()
export class DeviceListController {
  constructor(private readonly database: Database) {}

  @Get(listDevices.path)
  @Header('cache-control', 'no-store')
  get(@Actor() actor: Actor, @Query() query: unknown) {
    const { site = null, cursor } = parse(question, query);
    const bound = boundTo(actor, listDevices).site ?? null;
    return this.database.transaction(async (tx) => {
      const rows = await tx.query<Listed>(devicesSql, [tx.recordedAt, bound, site, cursor?.[0] ?? null]);
      const devices = rows.slice(0, pageRows);
      const last = rows.length > pageRows ? devices.at(-1) : undefined;
      return { devices, ...(last === undefined ? {} : { next: encodeCursor(last.deviceId) }) };
    });
  }
}
