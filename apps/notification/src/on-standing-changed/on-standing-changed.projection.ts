import { CaseClearedV1 } from '@lib/contracts/events/isolation/case-cleared.v1';
import { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import { CaseRevokedV1 } from '@lib/contracts/events/isolation/case-revoked.v1';
import { CaseVerifiedV1 } from '@lib/contracts/events/isolation/case-verified.v1';
import { MeasureEndedV1 } from '@lib/contracts/events/isolation/measure-ended.v1';
import { MeasureStartedV1 } from '@lib/contracts/events/isolation/measure-started.v1';
import { RecollectionClosedV1 } from '@lib/contracts/events/isolation/recollection-closed.v1';
import { RecollectionRequestedV1 } from '@lib/contracts/events/isolation/recollection-requested.v1';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { StandingStore } from '../standing/standing.store.js';
import type { Standing } from '../standing/standing.store.js';

const states: Readonly<Record<string, Pick<Standing, 'kind' | 'state'> & { isRepetition?: boolean }>> = {
  // On a case that is verified, `case-opened` repeats what is known.
  [CaseOpenedV1.type]: { kind: 'case', state: 'open', isRepetition: true },
  [CaseVerifiedV1.type]: { kind: 'case', state: 'verified' },
  [CaseClearedV1.type]: { kind: 'case', state: 'cleared' },
  [CaseRevokedV1.type]: { kind: 'case', state: 'revoked' },
  [MeasureStartedV1.type]: { kind: 'measure', state: 'running' },
  [MeasureEndedV1.type]: { kind: 'measure', state: 'ended' },
  [RecollectionRequestedV1.type]: { kind: 'order', state: 'open' },
  [RecollectionClosedV1.type]: { kind: 'order', state: 'closed' },
};

/** Keeps how cases, measures and orders stand, so that no notice goes out about what is no longer so. */
@Injectable()
export class OnStandingChanged implements EventHandler {
  readonly consumes = [
    ...[CaseOpenedV1, CaseVerifiedV1, CaseClearedV1, CaseRevokedV1],
    ...[MeasureStartedV1, MeasureEndedV1, RecollectionRequestedV1, RecollectionClosedV1],
  ];

  constructor(private readonly standings: StandingStore) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    // The key of each of these is the thing itself.
    const told = events.flatMap(({ type, key, sequence }) => {
      const how = states[type];
      return how === undefined ? [] : [{ ...how, id: key, sequence }];
    });
    await this.standings.keep(tx, told);
  }
}
