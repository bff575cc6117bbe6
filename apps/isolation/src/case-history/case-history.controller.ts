import { uuid } from '@lib/contracts/fields';
import { readCaseHistory } from '@lib/contracts/http/isolation/duty-list';
import { Actor, Database, parse, requireOwn } from '@lib/platform';
import { Controller, Get, Inject, Param } from '@nestjs/common';

interface CaseRow {
  readonly caseId: string;
  readonly campaignId: string;
  readonly participantId: string;
  readonly state: string;
  readonly districtCode: string;
  readonly isHeld: boolean;
}

/** Everything that was decided about one person, and everything that was not done and why. */
@Controller()
export class CaseHistoryController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get(readCaseHistory.path)
  async get(@Actor() actor: Actor, @Param('caseId') id: string) {
    const caseId = parse(uuid, id);
    const [found] = await this.database.query<CaseRow>(
      `select case_id as "caseId", campaign_id as "campaignId", participant_id as "participantId", state,
              district_code as "districtCode",
              exists (select 1 from measures_in_force h where h.case_id = c.case_id) as "isHeld"
         from cases c where case_id = $1`,
      [caseId],
    );
    requireOwn(actor, readCaseHistory, found && { district: found.districtCode }, { caseId });
    if (found === undefined) throw new Error('a case without a record belongs to nobody');
    const { campaignId, participantId, state, isHeld } = found;
    const lines = await this.database.query(
      `select act, reason, from_state as "fromState", to_state as "toState", tube_id as "tubeId",
              result_version as "resultVersion", actor, recorded_at as "recordedAt"
         from case_history where campaign_id = $1 and participant_id = $2 order by line_id`,
      [campaignId, participantId],
    );
    return { caseId, participantId, state: state === 'open' && isHeld ? 'held' : state, lines };
  }
}
