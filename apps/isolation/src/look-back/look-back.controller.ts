import { uuid } from '@lib/contracts/fields';
import { readLookBack } from '@lib/contracts/http/isolation/bases';
import { Actor, Database, parse, requireOwn } from '@lib/platform';
import { Controller, Get, Inject, Param } from '@nestjs/common';

interface Asked {
  readonly participantId: string;
  readonly districtCode: string;
  readonly askedAt: Date | null;
  readonly from: Date | null;
  readonly neighboursFound: number | null;
  readonly householdFound: number | null;
}

/** Where a person was tested before being found, and what was said of it then (order 74). */
@Controller()
export class LookBackController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get(readLookBack.path)
  async get(@Actor() actor: Actor, @Param('caseId') id: string) {
    const caseId = parse(uuid, id);
    const [found] = await this.database.query<Asked>(
      `select c.participant_id as "participantId", c.district_code as "districtCode", q.asked_at as "askedAt",
              q.from_at as "from", q.neighbours_found as "neighboursFound", q.household_found as "householdFound"
         from cases c
         left join lateral (select * from contact_questions asked
                             where asked.case_id = c.case_id and asked.contact_id is null
                             order by asked_at desc limit 1) q on true
        where c.case_id = $1`,
      [caseId],
    );
    requireOwn(actor, readLookBack, found && { district: found.districtCode }, { caseId });
    if (found === undefined) throw new Error('a case without a record belongs to nobody');
    const { districtCode: _districtCode, ...asked } = found;
    const tubes = await this.database.query(
      `select tube_id as "tubeId", site_code as "siteCode", purpose, sampled_at as "sampledAt", lab_code as "labCode",
              state, finding, result_version as "resultVersion", tested_at as "testedAt", released_at as "releasedAt",
              coalesce(finding = 'not-detected' and sampled_at >= $2::timestamptz, false) as "isQuestionable"
         from look_back_tubes where case_id = $1 and sampled_at is not null order by sampled_at, tube_id`,
      [caseId, asked.from],
    );
    return { caseId, ...asked, tubes };
  }
}
