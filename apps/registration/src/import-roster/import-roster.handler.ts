import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { Refusal } from '@lib/contracts/refusals';
import { CLOCK, Database, IDS, readTable } from '@lib/platform';
import type { Actor, TableFile } from '@lib/platform';
import type { Clock, Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { Campaign } from '../campaign/campaign.entity.js';
import type { Act } from '../campaign/campaign.store.js';
import { ParticipantStore } from '../participant/participant.store.js';
import type { SealedParticipant } from '../participant/participant.store.js';
import { isRosterHeader } from './roster-columns.js';
import { judgeSheet } from './roster-sheet.js';
import type { JudgedSheet } from './roster-sheet.js';
import { RosterStore } from './roster.store.js';
import type { RefusedRow, RosterAnswer } from './roster.store.js';

interface SealedRow {
  readonly row: number;
  readonly sealed: SealedParticipant;
}

const rowsPerTurn = 250;

/** A file of people: each row is taken, or told why not; no row is lost because of another, and no file counts twice. */
@Injectable()
export class ImportRoster {
  constructor(
    private readonly database: Database,
    private readonly rosters: RosterStore,
    private readonly participants: ParticipantStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(campaignId: string, bytes: Buffer, actor: Actor): Promise<RosterAnswer> {
    if (!(await this.database.manager.existsBy(Campaign, { campaignId })))
      throw new Refusal('CAMPAIGN_UNKNOWN', { campaignId });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const answered = await this.rosters.answered(campaignId, sha256);
    if (answered !== undefined) return answered;
    const act = { actor: actor.id, capturedAt: this.clock.now() };
    const table = await readTable(bytes, { isHeader: isRosterHeader });
    const sheet = await judgeSheet(table, await this.rosters.divisionByName());
    const rosterId = this.ids.uuid7();
    const people = await this.seal(campaignId, rosterId, sheet, act);
    const answer = await this.store(campaignId, { rosterId, sha256, table, sheet, people }, act);
    if (answer !== undefined) return answer;
    const first = await this.rosters.answered(campaignId, sha256);
    if (first === undefined) throw new Error('a roster vanished between two statements');
    return first;
  }

  private async seal(campaignId: string, rosterId: string, sheet: JudgedSheet, act: Act): Promise<SealedRow[]> {
    const sealed: SealedRow[] = [];
    const marks = { registeredBy: act.actor, capturedAt: act.capturedAt, rosterId };
    for (const [index, { row, person }] of sheet.people.entries()) {
      if (index % rowsPerTurn === 0) await breathe();
      sealed.push({ row, sealed: this.participants.seal(this.ids.uuid4(), campaignId, person, marks) });
    }
    return sealed;
  }

  /** Out: the answer, or nothing when somebody else sent the same bytes at the same time and was first. */
  private async store(
    campaignId: string,
    file: { rosterId: string; sha256: string; table: TableFile; sheet: JudgedSheet; people: readonly SealedRow[] },
    act: Act,
  ): Promise<RosterAnswer | undefined> {
    const { rosterId, sha256, table, sheet, people } = file;
    return this.database.transaction(async (tx) => {
      if (!(await this.rosters.claim(tx, campaignId, rosterId, sha256, table, act))) return undefined;
      const added = await this.participants.insertNew(
        tx,
        people.map(({ sealed }) => sealed),
      );
      const known = people
        .filter(({ sealed }) => !added.has(sealed.participantId))
        .map(({ row }) => sheet.alreadyThere(row));
      const duplicates = [...sheet.duplicates, ...known];
      const refused: RefusedRow[] = [
        ...sheet.rejected.map((error) => ({ ...error, outcome: 'rejected' as const })),
        ...duplicates.map((error) => ({ ...error, outcome: 'duplicate' as const })),
      ];
      const counts = {
        rosterId,
        rows: table.rows.length,
        accepted: added.size,
        rejected: sheet.rejectedRows,
        duplicates: duplicates.length,
      };
      await this.rosters.complete(tx, campaignId, counts, refused, act);
      const errors = [...sheet.rejected, ...duplicates].sort((a, b) => a.row - b.row);
      const { encoding } = table;
      return { ...counts, format: table.format, ...(encoding === undefined ? {} : { encoding }), errors };
    });
  }
}
