import { uuid } from '@lib/contracts/fields';
import { listDiscordantPools } from '@lib/contracts/http/isolation/discordant-pools';
import { Actor, boundTo, CLOCK, cursorOf, Database, encodeCursor, parse } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Inject, Query } from '@nestjs/common';

const pageRows = 100;
const query = listDiscordantPools.query.extend({ cursor: cursorOf(uuid).optional() });

interface PoolRow {
  readonly escalationId: string;
  readonly campaignId: string;
  readonly tubeId: string;
  readonly resultVersion: number;
  readonly siteCode: string;
  readonly districtCode: string;
  readonly persons: number;
  readonly foundAt: Date;
  readonly retestDueAt: Date;
  readonly retestOutcome: 'confirmed' | 'changed' | null;
  readonly retestAnsweredAt: Date | null;
  readonly owed: number;
  readonly asked: number;
  readonly answered: number;
  readonly waived: number;
  readonly nextFrom: Date | null;
  readonly lastDueAt: Date | null;
}

// A second swab is answered when the call-back is, or when its order has a result.
const listSql = `
  select p.escalation_id as "escalationId", p.campaign_id as "campaignId", p.tube_id as "tubeId",
         p.result_version as "resultVersion", p.site_code as "siteCode", p.district_code as "districtCode", p.persons,
         p.found_at as "foundAt", p.retest_due_at as "retestDueAt", p.retest_outcome as "retestOutcome",
         p.retest_answered_at as "retestAnsweredAt", s.*
    from discordant_pools p cross join lateral (
      select count(*) filter (where o.state = 'owed')::int as owed,
             count(*) filter (where o.state = 'asked' and r.state is distinct from 'answered')::int as asked,
             count(*) filter (where o.state = 'asked' and r.state = 'answered')::int as answered,
             count(*) filter (where o.state = 'waived')::int as waived,
             min(o.begins_at) filter (where o.state = 'owed') as "nextFrom",
             max(o.due_at) filter (where o.state <> 'waived' and r.state is distinct from 'answered') as "lastDueAt"
        from owed_swabs o
        left join call_backs c on c.tube_id = o.tube_id and c.participant_id = o.participant_id
             and c.reason = 'pool-discordant'
        left join recollections r on r.order_id = c.order_id
       where o.escalation_id = p.escalation_id) s
   where ($1::text is null or p.district_code = $1) and ($2::uuid is null or p.campaign_id = $2)
     and ($3::uuid is null or p.escalation_id > $3)
   order by p.escalation_id limit ${pageRows + 1}`;

/** Pools at odds with the single tubes of their members. */
@Controller()
export class DiscordantPoolListController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listDiscordantPools.path)
  async get(@Actor() actor: Actor, @Query() asked: unknown) {
    const { campaign = null, cursor } = parse(query, asked);
    const { district = null } = boundTo(actor, listDiscordantPools);
    const rows = await this.database.query<PoolRow>(listSql, [district, campaign, cursor?.[0] ?? null]);
    const last = rows.length > pageRows ? rows.at(pageRows - 1) : undefined;
    return {
      pools: rows.slice(0, pageRows).map(listed),
      asOf: this.clock.now().toISOString(),
      ...(last === undefined ? {} : { next: encodeCursor(last.escalationId) }),
    };
  }
}

function listed(row: PoolRow) {
  const { districtCode, retestDueAt, retestOutcome, retestAnsweredAt, owed, asked, answered, waived, ...pool } = row;
  return {
    ...pool,
    foundAt: row.foundAt.toISOString(),
    owner: { role: 'cdc-duty', place: districtCode },
    retest: {
      owner: { role: 'lab' },
      dueAt: retestDueAt.toISOString(),
      outcome: retestOutcome,
      answeredAt: retestAnsweredAt?.toISOString() ?? null,
    },
    secondSwabs: { owed, asked, answered, waived },
    nextFrom: row.nextFrom?.toISOString() ?? null,
    lastDueAt: row.lastDueAt?.toISOString() ?? null,
    nextStep: nextStep(row),
  };
}

function nextStep({ retestOutcome, owed, asked }: PoolRow): { zh: string; en: string } {
  if (retestOutcome === null) return { zh: '等待实验室复测原管', en: 'the laboratory tests the tube again' };
  if (owed > 0) return { zh: '到时请各成员第二次采样', en: 'members give a second swab when its time has come' };
  if (asked > 0) return { zh: '请尚未采样的成员第二次采样', en: 'members who have not yet, give a second swab' };
  return { zh: '已无待办，可归档', en: 'nothing is owed any more' };
}
