import type { ContentOf } from '@lib/contracts/event';
import { TubeVoidedV1 } from '@lib/contracts/events/batching/tube-voided.v1';
import { TubeLostV1 } from '@lib/contracts/events/lab/tube-lost.v1';
import { TubeRejectedV1 } from '@lib/contracts/events/lab/tube-rejected.v1';
import { isEventOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import type { NoAnswerReason } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { aloneIn } from '../waits/sealed-tube.store.js';
import { AnswerWaits } from '../waits/answer-waits.handler.js';
import { portionOfPeople } from '../subject/portion-of-people.js';
import { CallPeople } from '../call-people-back/call-people-back.handler.js';
import type { CallPeopleBack } from '../call-people-back/call-people-back.handler.js';

type Content = ContentOf<typeof TubeVoidedV1> | ContentOf<typeof TubeRejectedV1> | ContentOf<typeof TubeLostV1>;

/** A tube was made void, rejected or lost: three doors to one fact, that nobody in it will get an answer. */
@Injectable()
export class OnTubeUnanswered implements EventHandler {
  readonly consumes = [TubeVoidedV1, TubeRejectedV1, TubeLostV1];
  readonly portion = portionOfPeople((event) => commandOf(event)?.members.length ?? 0);

  constructor(
    private readonly callPeople: CallPeople,
    private readonly answerWaits: AnswerWaits,
  ) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const commands = events.flatMap((event) => commandOf(event) ?? []);
    await this.callPeople.run(commands, tx);
    await this.answerWaits.run(
      commands.map(({ tubeId, members, actor, causation }) => ({
        ...{ tubeId, finding: null, actor, causation },
        // A tube that was never sealed may have nobody on its record yet.
        alone: members.length === 0 ? undefined : aloneIn(members),
      })),
      tx,
    );
  }
}

function commandOf(event: ReceivedEvent): CallPeopleBack | undefined {
  if (isEventOf(TubeVoidedV1, event)) return command(event, event.data, event.data.reason, event.data.voidedBy);
  if (isEventOf(TubeRejectedV1, event)) return command(event, event.data, event.data.reason, event.data.rejectedBy);
  if (isEventOf(TubeLostV1, event)) return command(event, event.data, 'lost', event.data.declaredBy);
  return undefined;
}

function command(causation: ReceivedEvent, content: Content, reason: NoAnswerReason, actor: string): CallPeopleBack {
  const { campaignId, tubeId, siteCode, orderId = null, members } = content;
  return { campaignId, tubeId, siteCode, orderId, members, reason, actor, causation };
}
