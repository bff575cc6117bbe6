import { createPublicKey } from 'node:crypto';
import type { z } from 'zod';
import type { DeviceKey, registerDevice } from '@lib/contracts/http/registration/places';
import { Malformed } from '@lib/contracts/refusals';
import { appendAudit, CLOCK } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { keyAfter, mayPutDevice } from '../place/device.decider.js';
import { DeviceStore } from '../place/device.store.js';
import type { Device } from '../place/place.entity.js';

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
    if (command.publicKey !== undefined) mustBeKey(command.publicKey);
    const before = keyOf(stored);
    const publicKey = keyAfter(before.publicKey, command.publicKey, command.replacesKey === true);
    const { deviceId, siteCode, label } = command;
    const act = { actor: actor.id, capturedAt: this.clock.now() };
    const isSame = publicKey === before.publicKey;
    const keySince = isSame ? before.keySince : tx.recordedAt;
    await this.devices.put(tx, { deviceId, siteCode, label, publicKey, keySince }, act);
    if (before.publicKey !== null && !isSame) {
      appendAudit(tx, { kind: 'device-key-replaced', actor, object: { kind: 'device', id: deviceId } });
    }
    const detail = { siteCode: command.siteCode, formerSite: stored?.siteCode };
    appendAudit(tx, { kind: 'device-registered', actor, object: { kind: 'device', id: command.deviceId }, detail });
    return { deviceId: command.deviceId };
  }
}

const keyOf = (device: Device | undefined): Pick<Device, 'publicKey' | 'keySince'> =>
  device ?? { publicKey: null, keySince: null };

/** Throws `Malformed` for two numbers that are no point of the curve: a proof against them could be anybody's. */
function mustBeKey(key: DeviceKey): void {
  try {
    createPublicKey({ key, format: 'jwk' });
  } catch {
    throw new Malformed([{ path: 'publicKey', code: 'NO_KEY', message: 'these are no coordinates of a P-256 key' }]);
  }
}
