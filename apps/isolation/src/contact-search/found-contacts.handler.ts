import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { ContactKind } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { ContactLinks } from '../contacts/contact-links.store.js';
import type { Proposal } from '../contacts/contact-links.store.js';
import { hasEnded } from '../subject/standing.decider.js';
import { LookBackTubes } from '../look-back/look-back-tubes.store.js';
import type { EarlierResults, EarlierTubes } from '../look-back/look-back-tubes.store.js';
import { ContactQuestions } from './contact-questions.store.js';
import { Households } from './households.store.js';
import type { Household } from './households.store.js';

/** One part of who shared a tube or a lane with the person asked about, and the person's own tubes. */
export interface FoundNeighbours extends EarlierTubes {
  readonly questionId: string;
  readonly parts: number;
  readonly found: number;
  readonly neighbours: readonly {
    readonly participantId: string;
    readonly kind: 'tube-mate' | 'same-queue';
    /** ISO 8601. */
    readonly lastContactAt: string;
  }[];
}

/** Who lives with the person asked about; without a question only the key is told, and nobody is named. */
export interface FoundHousehold extends Household {
  readonly questionId?: string | undefined;
  readonly found: number;
}

/** What laboratories say of the tubes of the person asked about. */
export interface FoundResults extends EarlierResults {
  readonly questionId: string;
}

interface Found {
  readonly questionId: string;
  readonly participantId: string;
  readonly kind: ContactKind;
  readonly lastContactAt: Date;
}

/** Turns what the rooms found into proposals. Nothing follows for anybody: a named person decides, or time frees them. */
@Injectable()
export class FoundContacts {
  constructor(
    private readonly questions: ContactQuestions,
    private readonly links: ContactLinks,
    private readonly households: Households,
    private readonly lookBack: LookBackTubes,
  ) {}

  async neighbours(tx: Tx, told: readonly FoundNeighbours[]): Promise<void> {
    if (told.length === 0) return;
    const found = told.flatMap(({ questionId, neighbours }) =>
      neighbours.map(({ participantId, kind, lastContactAt }) => ({
        ...{ questionId, participantId, kind },
        lastContactAt: new Date(lastContactAt),
      })),
    );
    await this.#propose(tx, found);
    await this.lookBack.keep(tx, await this.#aboutTheCase(tx, told));
    await this.questions.neighboursTold(tx, told);
  }

  async household(tx: Tx, told: readonly FoundHousehold[]): Promise<void> {
    if (told.length === 0) return;
    await this.households.keep(tx, told);
    const answers = told.flatMap(({ questionId, ...rest }) =>
      questionId === undefined ? [] : [{ questionId, ...rest }],
    );
    // Until the moment of the answer they lived together; a person who knows better proposes an earlier day.
    const found = answers.flatMap(({ questionId, members }) =>
      members.map((participantId) => ({
        ...{ questionId, participantId, kind: 'household' as const },
        lastContactAt: tx.recordedAt,
      })),
    );
    await this.#propose(tx, found);
    await this.questions.householdTold(tx, answers);
  }

  async earlierResults(tx: Tx, told: readonly FoundResults[]): Promise<void> {
    if (told.length === 0) return;
    await this.lookBack.answer(tx, await this.#aboutTheCase(tx, told));
    await this.questions.lookBackTold(
      tx,
      told.map(({ questionId }) => questionId),
    );
  }

  // Only of the person of the case: the tubes of a contact are looked through, not kept.
  async #aboutTheCase<T extends { readonly questionId: string }>(tx: Tx, told: readonly T[]): Promise<T[]> {
    const ids = told.map(({ questionId }) => questionId);
    const known = await this.questions.byId(tx, ids);
    return told.filter(({ questionId }) => known.get(questionId)?.category === 'close-contact');
  }

  // Everybody in one order, as whoever decides about them locks them: two answers never wait for each other.
  async #propose(tx: Tx, found: readonly Found[]): Promise<void> {
    const questions = await this.questions.byId(tx, [...new Set(found.map(({ questionId }) => questionId))]);
    const proposals = found
      .flatMap(({ questionId, participantId, kind, lastContactAt }): Proposal[] => {
        const question = questions.get(questionId);
        // An answer may come after the case is over: then nobody is a contact of anything.
        if (question === undefined || hasEnded(question.caseState)) return [];
        if (question.indexParticipantId === participantId) return [];
        const when = lastContactAt > tx.recordedAt ? tx.recordedAt : lastContactAt;
        return [{ ...question, participantId, kind, lastContactAt: when }];
      })
      .toSorted((a, b) => (a.participantId < b.participantId ? -1 : 1));
    if (proposals.length === 0) return;
    const persons = proposals.map(({ campaignId, participantId }) => ({
      campaign_id: campaignId,
      participant_id: participantId,
    }));
    const columns = { campaign_id: 'uuid', participant_id: 'uuid' };
    await insertRows(tx, 'subjects', columns, persons, { onConflict: 'do nothing' });
    await this.links.propose(tx, proposals, 'isolation');
  }
}
