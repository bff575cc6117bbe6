import type { z } from 'zod';
import type { revoke } from '@lib/contracts/http/registration/revocations';
import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, IDS } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { DeviceStore } from '../place/device.store.js';
import { RevocationStore } from '../revocation/revocation.store.js';
import { mayRevoke } from '../revocation/revocation.decider.js';

@Injectable()
export class Revoke {
  constructor(
    private readonly revocations: RevocationStore,
    private readonly devices: DeviceStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(tx: Tx, command: z.output<typeof revoke.request>, actor: Actor) {
    const { kind, value, reason, until } = command;
    mayRevoke(actor, kind, await this.siteOf(tx, kind, value));
    if (until !== undefined && new Date(until) <= tx.recordedAt) throw new Refusal('REVOCATION_OVER');
    const revocationId = this.ids.uuid7();
    const by = { revokedBy: actor.id, revokedRole: actor.role };
    await this.revocations.add(tx, { revocationId, kind, value, reason, until: until ?? null, ...by });
    appendAudit(tx, { kind: 'access-revoked', object: { kind, id: value }, detail: { revocationId, reason, until } });
    return { revocationId, recordedAt: tx.recordedAt.toISOString() };
  }

  private async siteOf(tx: Tx, kind: string, value: string): Promise<string | undefined> {
    if (kind === 'device') return (await this.devices.find(tx, value))?.siteCode;
    return kind === 'shift' ? (await this.devices.findShift(tx, value))?.siteCode : undefined;
  }
}
