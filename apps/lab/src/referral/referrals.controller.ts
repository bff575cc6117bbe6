import { tubeId, uuid } from '@lib/contracts/fields';
import { decideReferral, listReferrals, receiveReferral, referTube } from '@lib/contracts/http/lab/referrals';
import { Actor, boundTo, cursorOf, Database, encodeCursor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { byOf, labOf } from '../lab-of.js';
import { Referrals } from './referrals.handler.js';

const pageRows = 100;
const question = listReferrals.query.extend({ cursor: cursorOf(uuid).optional() });

@Controller()
export class ReferralsController {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly referrals: Referrals,
  ) {}

  @Get(listReferrals.path)
  async list(@Actor() actor: Actor, @Query() query: unknown) {
    const [from = null] = parse(question, query).cursor ?? [];
    const { lab = null, district = null } = boundTo(actor, listReferrals);
    const rows = await this.database.query<{ referralId: string }>(
      `select referral_id as "referralId", tube_id as "tubeId", campaign_id as "campaignId", site_code as "siteCode",
              from_lab as "fromLab", to_lab as "toLab", result_version as "resultVersion",
              first_finding as "firstFinding", second_finding as "secondFinding", referred_at as "referredAt",
              received_at as "receivedAt", found_at as "foundAt", decision, decided_by as "decidedBy",
              case when decision is not null then 'decided' when second_finding = first_finding then 'agrees'
                   when second_finding is not null then 'contradicts' when received_at is not null then 'with-second-lab'
                   else 'on-the-way' end as state
         from referrals
        where ($1::text is null or $1 in (from_lab, to_lab)) and ($2::text is null or left(site_code, 6) = $2)
          and ($3::uuid is null or referral_id < $3)
        order by referral_id desc limit ${pageRows + 1}`,
      [lab, district, from],
    );
    const last = rows.length > pageRows ? rows.at(pageRows - 1) : undefined;
    return {
      referrals: rows.slice(0, pageRows),
      ...(last === undefined ? {} : { next: encodeCursor(last.referralId) }),
    };
  }

  @Post(referTube.path)
  refer(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('tubeId') id: string, @Body() body: unknown) {
    const { toLab } = parse(referTube.request, body);
    const command = { tubeId: parse(tubeId, id), toLab, labCode: labOf(actor), by: byOf(actor) };
    return this.idempotency.run(key, `refer/${command.tubeId}`, body, (tx) => this.referrals.refer(tx, command));
  }

  @Post(receiveReferral.path)
  @HttpCode(200)
  receive(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('referralId') id: string,
    @Body() body: unknown,
  ) {
    parse(receiveReferral.request, body ?? {});
    const command = { referralId: parse(uuid, id), labCode: labOf(actor), by: byOf(actor) };
    return this.idempotency.run(key, `receive/${command.referralId}`, {}, (tx) => this.referrals.receive(tx, command));
  }

  @Post(decideReferral.path)
  @HttpCode(200)
  decide(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('referralId') id: string, @Body() body: unknown) {
    const { decision } = parse(decideReferral.request, body);
    const { district } = boundTo(actor, decideReferral);
    const command = { referralId: parse(uuid, id), decision, district, by: byOf(actor) };
    return this.idempotency.run(key, `decide/${command.referralId}`, body, (tx) => this.referrals.decide(tx, command));
  }
}
