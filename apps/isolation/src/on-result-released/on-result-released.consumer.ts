import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { eventsOf, isEventOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { aloneIn } from '../waits/sealed-tube.store.js';
import { AnswerWaits } from '../waits/answer-waits.handler.js';
import { AnswerResults } from '../answer-results/answer-results.handler.js';
import { portionOfPeople } from '../subject/portion-of-people.js';
import { LookBackTubes } from '../look-back/look-back-tubes.store.js';

/** A result was released: it may clear a case, answer a call-back, or be no answer at all. */
@Injectable()
export class OnResultReleased implements EventHandler {
  readonly consumes = [ResultReleasedV1];
  // The first word about a tube of the round mostly decides about nobody, and the mass of them shares a transaction.
  readonly portion = portionOfPeople((event) => {
    if (!isEventOf(ResultReleasedV1, event)) return 0;
    const { purpose, resultVersion, finding, status, members } = event.data;
    const isPlain = purpose === 'round' && resultVersion === 1 && finding !== 'invalid' && status !== 'cancelled';
    return isPlain ? 0 : members.length;
  });

  constructor(
    private readonly answerResults: AnswerResults,
    private readonly answerWaits: AnswerWaits,
    private readonly lookBack: LookBackTubes,
  ) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const commands = eventsOf(ResultReleasedV1, events).map((event) => ({
      campaignId: event.data.campaignId,
      tubeId: event.data.tubeId,
      siteCode: event.data.siteCode,
      orderId: event.data.orderId ?? null,
      purpose: event.data.purpose,
      members: event.data.members,
      version: event.data.resultVersion,
      finding: event.data.finding,
      isCancelled: event.data.status === 'cancelled',
      releasedAt: event.recordedAt,
      actor: event.data.releasedBy,
      causation: event,
    }));
    await this.answerResults.run(commands, tx);
    await this.answerWaits.run(
      commands.map(({ tubeId, finding, isCancelled, members, actor, causation }) => ({
        ...{ tubeId, finding: isCancelled ? null : finding, alone: aloneIn(members), actor, causation },
      })),
      tx,
    );
    await this.lookBack.correct(
      tx,
      eventsOf(ResultReleasedV1, events).map(({ data }) => ({
        ...{ tubeId: data.tubeId, labCode: data.labCode, version: data.resultVersion },
        finding: data.status === 'cancelled' ? 'invalid' : data.finding,
        ...{ testedAt: data.testedAt, releasedAt: data.releasedAt },
      })),
    );
  }
}
