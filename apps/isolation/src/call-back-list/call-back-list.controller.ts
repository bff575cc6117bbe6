import { uuid } from '@lib/contracts/fields';
import { listCallBacks } from '@lib/contracts/http/isolation/duty-list';
import { Actor, boundTo, Database, cursorOf, encodeCursor, parse } from '@lib/platform';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { isHouseholdSql } from '../household-tubes/household-tube.store.js';

const pageRows = 200;
const query = listCallBacks.query.extend({ cursor: cursorOf(uuid).optional() });

interface ListedCallBack {
  readonly callBackId: string;
}

/** People of tubes that will never give an answer, with the order that serves each of them. */
@Controller()
export class CallBackListController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get(listCallBacks.path)
  async get(@Actor() actor: Actor, @Query() asked: unknown) {
    const { campaign, cursor } = parse(query, asked);
    const { site = null, district = null } = boundTo(actor, listCallBacks);
    const rows = await this.database.query<ListedCallBack>(
      `select c.call_back_id as "callBackId", c.order_id as "orderId", c.participant_id as "participantId",
              c.tube_id as "tubeId", c.site_code as "siteCode", c.reason as cause, c.owner_role as owner,
              case when c.answered_at is not null or r.state = 'answered' then 'answered'
                   when r.state = 'collected' then 'collected' else 'open' end as state,
              c.due_at as "dueAt", ${isHouseholdSql('c.tube_id')} as "isHousehold"
         from call_backs c join recollections r using (order_id)
        where ($1::text is null or c.site_code = $1) and ($4::text is null or c.district_code = $4)
          and ($2::uuid is null or c.campaign_id = $2) and ($3::uuid is null or c.call_back_id > $3)
        order by c.call_back_id limit ${pageRows + 1}`,
      [site, campaign ?? null, cursor?.[0] ?? null, district],
    );
    const page = rows.slice(0, pageRows);
    const next = rows.length > pageRows ? page.at(-1)?.callBackId : undefined;
    return {
      callBacks: page.map(({ callBackId: _id, ...callBack }) => callBack),
      ...(next === undefined ? {} : { next: encodeCursor(next) }),
    };
  }
}
