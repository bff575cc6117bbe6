import { instant, uuid } from '@lib/contracts/fields';
import { readDutyList } from '@lib/contracts/http/isolation/duty-list';
import { Actor, CLOCK, Database, cursorOf, encodeCursor, parse } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import { districtSeenBy } from '../alert/district-sight.js';
import { CampaignStore } from '../campaign/campaign.store.js';
import { minutesAfter } from '../subject/subject.js';
import type { CampaignRules } from '../subject/subject.js';
import { nextStepOfAlert, nextStepOfCase, whyListed } from './duty-words.js';
import { alertPageSql, caseSql, pageRows } from './duty-list-sql.js';
import type { AlertRow, CaseRow } from './duty-list-sql.js';

// Whether taken, when raised, which.
const query = readDutyList.query.extend({ cursor: cursorOf(z.enum(['0', '1']), instant, uuid).optional() });

/** Alerts of the officer's own district, of all of them for the command centre: those that nobody took first, the oldest at the top. People are pseudonyms. */
@Controller()
export class DutyListController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CampaignStore) private readonly campaigns: CampaignStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(readDutyList.path)
  async get(@Actor() actor: Actor, @Query() asked: unknown) {
    const { campaign, state, cursor } = parse(query, asked);
    const [taken = null, raised = null, id = null] = cursor ?? [];
    const asOf = this.clock.now().toISOString();
    const rows = await this.database.query<AlertRow>(alertPageSql, [
      districtSeenBy(actor),
      campaign ?? null,
      state,
      taken === null ? null : Number(taken),
      raised,
      id,
    ]);
    const page = rows.slice(0, pageRows);
    // Who takes an alert for the whole city takes it for others to work on: the command centre sees no row of a person.
    const district = districtSeenBy(actor);
    const cases = await this.#casesOf(district === null ? [] : page, district);
    const rulesOf = await this.campaigns.rulesNow(
      this.database,
      page.map((row) => row.campaignId),
    );
    const last = rows.length > pageRows ? page.at(-1) : undefined;
    return {
      alerts: page.map((row) => listed(row, cases.get(row.escalationId) ?? [], rulesOf(row.campaignId))),
      asOf,
      ...(last === undefined ? {} : { next: cursorAfter(last) }),
    };
  }

  async #casesOf(page: readonly AlertRow[], district: string | null): Promise<Map<string, CaseRow[]>> {
    const rows = await this.database.query<CaseRow>(caseSql, [page.map((row) => row.escalationId), district]);
    return Map.groupBy(rows, (row) => row.escalationId);
  }
}

const cursorAfter = (row: AlertRow): string =>
  encodeCursor(row.takenAt === null ? '0' : '1', row.raisedAt.toISOString(), row.escalationId);

function listed(row: AlertRow, cases: readonly CaseRow[], rules: CampaignRules) {
  const { withdrawnReason, persons, ...alert } = row;
  const isTaken = alert.takenAt !== null;
  const situation = { ...alert, persons, isTaken, isWithdrawn: withdrawnReason !== null };
  const dueAt =
    alert.takenAt === null
      ? minutesAfter(alert.receivedAt, rules.alertTakenMinutesMax, rules)
      : minutesAfter(alert.takenAt, rules.recollectionMinutesMax, rules);
  return {
    ...alert,
    why: whyListed(situation),
    nextStep: nextStepOfAlert(situation),
    dueAt,
    cases: cases.map(({ caseId, participantId, position, state, isHeld, order, orderDueAt }) => ({
      caseId,
      participantId,
      position,
      state: state === 'open' && isHeld ? 'held' : state,
      nextStep: nextStepOfCase({ state, isTaken, order }),
      dueAt: orderDueAt,
    })),
  };
}
