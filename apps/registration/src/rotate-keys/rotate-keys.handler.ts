import { appendAudit, Database, Log } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { KeyFile } from '../keys/key-file.js';
import { KeyRing } from '../keys/key-ring.store.js';

interface Rotation {
  readonly campaignId?: string | undefined;
  readonly reason: string;
}

const wrappedAtOnceMax = 1_000;

/**
 * Two rotations in one: the key of the file that is current now wraps every campaign's keys, and the campaign gets a new
 * data key. Sampling goes on: old rows open until the caretaker has sealed them anew, chunk by chunk.
 */
@Injectable()
export class RotateKeys {
  constructor(
    private readonly database: Database,
    private readonly file: KeyFile,
    private readonly keys: KeyRing,
    private readonly log: Log,
  ) {}

  /** Takes what the key file says now and wraps with it. May be repeated: what is wrapped stays wrapped. */
  async wrapAnew(): Promise<number> {
    await this.file.readAgain();
    let wrapped = 0;
    for (;;) {
      const chunk = await this.database.transaction((tx) => this.keys.wrapAnew(tx, wrappedAtOnceMax));
      wrapped += chunk;
      if (chunk < wrappedAtOnceMax) return wrapped;
    }
  }

  async run(tx: Tx, { campaignId, reason }: Rotation, wrappedAnew: number, actor: Actor) {
    const open = await tx.query<{ campaign_id: string }>(
      `select campaign_id from campaigns where closed_at is null and ($1::uuid is null or campaign_id = $1)
         order by campaign_id for no key update`,
      [campaignId ?? null],
    );
    for (const row of open) await this.keys.renew(tx, row.campaign_id, actor.id);
    const currentKey = this.file.current.id;
    this.log.info('keys were rotated', { currentKey, wrappedAnew, campaigns: open.length, by: actor.id, reason });
    const detail = { wrappedAnew, campaigns: open.length };
    appendAudit(tx, { kind: 'key-rotated', actor, object: { kind: 'key', id: currentKey }, detail });
    return { currentKey, wrappedAnew, renewedCampaigns: open.length };
  }
}
