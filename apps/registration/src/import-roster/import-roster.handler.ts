import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, CLOCK, Database, IDS, readTable } from '@lib/platform';
import type { Actor, TableFile } from '@lib/platform';
import type { Clock, Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { Campaign } from '../campaign/campaign.entity.js';
import type { Act } from '../campaign/campaign.store.js';
import { KeyRing } from '../keys/key-ring.store.js';
import type { Person } from '../participant/card.js';
import { ContactStore } from '../participant/contact.store.js';
import { districtOf, placeOf } from '../place/caller-place.js';
import { ParticipantStore } from '../participant/participant.store.js';
import type { SealedParticipant } from '../participant/participant.store.js';
import { columnsOf, isRosterHeader } from './roster-columns.js';
import { judgeSheet } from './roster-sheet.js';
import type { JudgedSheet } from './roster-sheet.js';
import { RosterStore } from './roster.store.js';
import type { RefusedRow, RosterAnswer } from './roster.store.js';

interface SealedRow {
  readonly row: number;
  readonly person: Person;
  readonly sealed: SealedParticipant;
}

interface JudgedFile {
  readonly rosterId: string;
  readonly sha256: string;
  readonly boundTo: string;
  readonly table: TableFile;
  readonly sheet: JudgedSheet;
  readonly people: readonly SealedRow[];
}

// A roster without its two columns is never guessed at, but its sender is told which one is not there.
function refuseByName(firstRow: readonly string[]): undefined {
  columnsOf(firstRow);
}

const rowsPerTurn = 250;

/** A file of people: each row is taken, or told why not; no row is lost because of another, and no file counts twice. */
@Injectable()
export class ImportRoster {
  constructor(
    private readonly database: Database,
    private readonly rosters: RosterStore,
    private readonly participants: ParticipantStore,
    private readonly keys: KeyRing,
    private readonly contacts: ContactStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(campaignId: string, bytes: Buffer, actor: Actor): Promise<RosterAnswer> {
    const campaign = await this.database.manager.findOneBy(Campaign, { campaignId });
    if (campaign === null) throw new Refusal('CAMPAIGN_UNKNOWN', { campaignId });
    if (campaign.closedAt !== null) throw new Refusal('CAMPAIGN_CLOSED', { campaignId });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const place = placeOf(actor);
    const boundTo = districtOf(place) ?? '';
    const answered = await this.rosters.answered(campaignId, sha256, boundTo);
    if (answered !== undefined) return answered;
    const act = { actor: actor.id, capturedAt: this.clock.now() };
    const table = await readTable(bytes, { isHeader: isRosterHeader, assumeHeader: refuseByName });
    const sheet = await judgeSheet(table, await this.rosters.divisionByName(), districtOf(place));
    const rosterId = this.ids.uuid7();
    const people = await this.seal(campaignId, rosterId, sheet, act);
    await this.store(campaignId, { rosterId, sha256, boundTo, table, sheet, people }, actor, act);
    // Read back in either case, so that the first answer and every later one are the same to the byte.
    const stored = await this.rosters.answered(campaignId, sha256, boundTo);
    if (stored === undefined) throw new Error('a roster vanished between two statements');
    return stored;
  }

  private async seal(campaignId: string, rosterId: string, sheet: JudgedSheet, act: Act): Promise<SealedRow[]> {
    const sealed: SealedRow[] = [];
    const vault = await this.keys.sealingVaultOf(campaignId, act.actor);
    const marks = { registeredBy: act.actor, capturedAt: act.capturedAt, rosterId };
    for (const [index, { row, person }] of sheet.people.entries()) {
      if (index % rowsPerTurn === 0) await breathe();
      sealed.push({ row, person, sealed: this.participants.seal(vault, this.ids.uuid4(), person, marks) });
    }
    return sealed;
  }

  /** Stores the file's people and errors, or nothing when somebody else sent the same bytes at the same time and was first. */
  private async store(campaignId: string, file: JudgedFile, actor: Actor, act: Act): Promise<void> {
    const { rosterId, sheet, people } = file;
    const vault = await this.keys.sealingVaultOf(campaignId, act.actor);
    await this.database.transaction(async (tx) => {
      if (!(await this.rosters.claim(tx, campaignId, file, act))) return;
      const added = await this.participants.insertNew(
        tx,
        people.map(({ sealed }) => sealed),
      );
      const known = people.filter(({ sealed }) => !added.has(sealed.participantId));
      const marks = { source: 'roster', actor, rosterId } as const;
      const updated = await this.contacts.updateKnown(tx, vault, known, placeOf(actor), marks);
      const unchanged = known.filter(({ row }) => !updated.has(row));
      const duplicates = [...sheet.duplicates, ...unchanged.map(({ row }) => sheet.alreadyThere(row))];
      const refused: RefusedRow[] = [
        ...sheet.rejected.map((error) => ({ ...error, outcome: 'rejected' as const })),
        ...duplicates.map((error) => ({ ...error, outcome: 'duplicate' as const })),
      ];
      const counts = {
        rows: file.table.rows.length,
        accepted: added.size,
        updated: updated.size,
        rejected: sheet.rejectedRows,
      };
      appendAudit(tx, {
        kind: 'roster-imported',
        object: { kind: 'roster', id: rosterId },
        detail: { campaignId, ...counts },
      });
      await this.rosters.complete(tx, campaignId, { rosterId, ...counts, duplicates: duplicates.length }, refused, act);
    });
  }
}
