import type { ContentOf } from '@lib/contracts/event';
import { LookBackToldV1 } from '@lib/contracts/events/lab/look-back-told.v1';
import { emit, Outbox } from '@lib/messaging';
import type { ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import type { Finding } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';

/** In which tubes somebody was before being found. */
export interface AskedLookBack {
  readonly questionId: string;
  readonly caseId: string;
  readonly campaignId: string;
  readonly tubeIds: readonly string[];
  readonly causation: Pick<ReceivedEvent, 'id' | 'headers'>;
}

interface EarlierTube {
  readonly tube_id: string;
  readonly state: ContentOf<typeof LookBackToldV1>['results'][number]['state'];
  readonly lab_code: string | null;
  readonly version: number | null;
  readonly finding: Finding | null;
  readonly tested_at: Date | null;
  readonly released_at: Date | null;
}

/** Says what was released of the tubes in which somebody was before being found (order 74). */
@Injectable()
export class TellLookBack {
  constructor(private readonly outbox: Outbox) {}

  async run(asked: readonly AskedLookBack[], tx: Tx): Promise<void> {
    if (asked.length === 0) return;
    const known = await this.#results(tx, [...new Set(asked.flatMap(({ tubeIds }) => tubeIds))]);
    const answers = asked.map(({ questionId, caseId, campaignId, tubeIds, causation }) => {
      const results = tubeIds.flatMap((tubeId) => {
        const found = known.get(tubeId);
        return found === undefined ? [] : [resultOf(found)];
      });
      const content = { questionId, caseId, campaignId, results, toldAt: tx.recordedAt.toISOString() };
      return emit(LookBackToldV1, content, { sequence: 1, causation });
    });
    await this.outbox.append(tx, answers);
  }

  // What nobody has released is not told, to an epidemiologist neither: the alarm went its own way.
  async #results(tx: Tx, tubeIds: readonly string[]): Promise<Map<string, EarlierTube>> {
    const rows = await tx.query<EarlierTube>(
      `select t.tube_id, t.state, t.lab_code, r.version, r.finding, r.tested_at, r.released_at
         from lab_tubes t
         left join results r on r.tube_id = t.tube_id and r.effective and r.released_at is not null
        where t.tube_id = any($1::text[])`,
      [tubeIds],
    );
    return new Map(rows.map((row) => [row.tube_id, row]));
  }
}

function resultOf(tube: EarlierTube): ContentOf<typeof LookBackToldV1>['results'][number] {
  const { tube_id: tubeId, state, lab_code: labCode, version, finding, tested_at, released_at } = tube;
  const isReleased = version !== null && finding !== null && tested_at !== null && released_at !== null;
  return {
    ...{ tubeId, state },
    ...(labCode === null ? {} : { labCode }),
    ...(isReleased
      ? { result: { version, finding, testedAt: tested_at.toISOString(), releasedAt: released_at.toISOString() } }
      : {}),
  };
}
