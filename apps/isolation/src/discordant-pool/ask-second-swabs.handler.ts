import { Database, Log } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CallPeople } from '../call-people-back/call-people-back.handler.js';
import { eachOnce } from '../subject/each-once.js';
import { DiscordantPoolStore } from './discordant-pool.store.js';
import type { DueSwab } from './discordant-pool.store.js';

const personsPerCommit = 200;

/** Asks for second swabs when their time has come: not sooner, because a swab drawn too early says what the first said. */
@Injectable()
export class AskSecondSwabs {
  constructor(
    private readonly database: Database,
    private readonly pools: DiscordantPoolStore,
    private readonly callPeople: CallPeople,
    private readonly log: Log,
  ) {}

  /** Out: how many people were asked. */
  run(): Promise<number> {
    return eachOnce<DueSwab>({
      pageAfter: (last) => this.pools.due(this.database, personsPerCommit, last),
      work: (owed) => this.database.transaction((tx) => this.#ask(tx, owed)),
      failed: ({ participantId: participant }, error) =>
        this.log.error('a second swab could not be asked for', error, { participant }),
    });
  }

  async #ask(tx: Tx, owed: readonly DueSwab[]): Promise<void> {
    await this.callPeople.run(
      owed.map(({ participantId, campaignId, tubeId, siteCode }) => ({
        ...{ campaignId, tubeId, siteCode },
        orderId: null,
        members: [{ position: 1, subjectKind: 'person' as const, subjectId: participantId }],
        reason: 'pool-discordant' as const,
        actor: 'isolation',
        causation: undefined,
      })),
      tx,
    );
    await this.pools.markAsked(tx, owed);
  }
}
