import { Database } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CallPeople } from '../call-people-back/call-people-back.handler.js';
import { DiscordantPoolStore } from './discordant-pool.store.js';

const personsPerCommit = 200;

/** Asks for second swabs when their time has come: not sooner, because a swab drawn too early says what the first said. */
@Injectable()
export class AskSecondSwabs {
  constructor(
    private readonly database: Database,
    private readonly pools: DiscordantPoolStore,
    private readonly callPeople: CallPeople,
  ) {}

  /** Out: how many people were asked. */
  async run(): Promise<number> {
    let total = 0;
    for (;;) {
      const asked = await this.database.transaction((tx) => this.#ask(tx));
      total += asked;
      if (asked < personsPerCommit) return total;
    }
  }

  async #ask(tx: Tx): Promise<number> {
    const owed = await this.pools.due(tx, personsPerCommit);
    if (owed.length === 0) return 0;
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
    return owed.length;
  }
}
