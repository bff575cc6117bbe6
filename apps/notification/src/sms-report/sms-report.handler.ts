import type { reportShortMessage } from '@lib/contracts/http/notification/notices';
import { Refusal } from '@lib/contracts/refusals';
import { CLOCK, Database } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { isSignedNow } from '../channels/signature.js';
import { Ways } from '../channels/ways.js';
import { NoticeOutcomes } from '../send-notices/notice-outcomes.store.js';
import { SendStore } from '../send-notices/send.store.js';

type Report = z.output<typeof reportShortMessage.request>;

/** The provider says what became of a message. Reports come late, twice and out of order; a later state is never undone. */
@Injectable()
export class SmsReport {
  constructor(
    private readonly database: Database,
    private readonly ways: Ways,
    private readonly sends: SendStore,
    private readonly outcomes: NoticeOutcomes,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOTICE_REPORT_WRONG for whoever is not the provider, or not now. */
  async run({ reference, status, timestamp, signature }: Report) {
    const key = this.ways.reportKey;
    const parts = [timestamp, reference, status];
    if (key === undefined || !isSignedNow(key, timestamp, signature, this.clock.now(), ...parts)) {
      throw new Refusal('NOTICE_REPORT_WRONG');
    }
    return this.database.transaction(async (tx) => {
      const isKnown = await this.sends.report(tx, reference, status);
      if (isKnown) await this.outcomes.tell(tx, [reference]);
      return { reference, isKnown };
    });
  }
}
