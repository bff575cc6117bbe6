import type { z } from 'zod';
import type { registerDevice } from '@lib/contracts/http/registration/places';
import { appendAudit, CLOCK } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { mayPutDevice } from '../place/device.decider.js';
import { DeviceStore } from '../place/device.store.js';

@Injectable()
export class RegisterDevice {
  constructor(
    private readonly devices: DeviceStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(tx: Tx, command: z.output<typeof registerDevice.request>, actor: Actor) {
    await this.devices.mustHaveSite(tx, command.siteCode);
    const stored = await this.devices.find(tx, command.deviceId);
    mayPutDevice(stored?.siteCode, command.siteCode, actor.role);
    await this.devices.put(tx, command, { actor: actor.id, capturedAt: this.clock.now() });
    const detail = { siteCode: command.siteCode, formerSite: stored?.siteCode };
    appendAudit(tx, { kind: 'device-registered', actor, object: { kind: 'device', id: command.deviceId }, detail });
    return { deviceId: command.deviceId };
  }
}
