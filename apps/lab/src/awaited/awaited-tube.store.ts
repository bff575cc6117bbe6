import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { WaitSetting } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';

const columns = {
  ...{ tube_id: 'text', campaign_id: 'uuid', site_code: 'text', setting: 'text' },
  ...{ awaited_since: 'timestamptz', due_at: 'timestamptz', recorded_at: 'timestamptz' },
};

/** A tube for which somebody waits; times as they came, ISO 8601. */
export interface AwaitedTube {
  readonly tubeId: string;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly setting: WaitSetting;
  readonly awaitedSince: string;
  readonly dueAt: string;
}

/** The only writer of tubes for which somebody waits. */
@Injectable()
export class AwaitedTubeStore {
  /** Keeps them, also before the tube itself was heard of; one that is known is left as it is. */
  async keep(tx: Tx, awaited: readonly AwaitedTube[]): Promise<void> {
    const rows = awaited.map((one) => ({
      ...{ tube_id: one.tubeId, campaign_id: one.campaignId, site_code: one.siteCode, setting: one.setting },
      ...{ awaited_since: one.awaitedSince, due_at: one.dueAt, recorded_at: tx.recordedAt },
    }));
    await insertRows(tx, 'awaited_tubes', columns, rows, { onConflict: '(tube_id) do nothing' });
  }
}
