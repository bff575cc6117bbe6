import { uuid } from '@lib/contracts/fields';
import { Refusal } from '@lib/contracts/refusals';
import { CLOCK, Database } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { decodeJwt, errors, importJWK, jwtVerify } from 'jose';
import { z } from 'zod';
import { mayProve } from '../place/device.decider.js';
import { DeviceStore } from '../place/device.store.js';
import type { Device } from '../place/place.entity.js';
import { RevocationStore } from '../revocation/revocation.store.js';

/** A proof is meant for this and nothing else; a signature that the device gave for another purpose is none. */
const rules = { algorithms: ['ES256'], typ: 'device-proof+jwt', audience: 'bulou-shift-token' };

// Either way: the clock of a telephone that the page corrects by the server's own is seconds off, not minutes.
const ageSecondsMax = 60;

const claims = z.strictObject({
  shiftId: uuid,
  deviceId: uuid,
  jti: uuid,
  iat: z.int(),
  aud: z.literal(rules.audience),
});

type Claims = z.output<typeof claims>;

/** Checks that the device itself asks, for a shift that was started on it, once. Every wrong proof looks the same. */
@Injectable()
export class ProveShift {
  constructor(
    private readonly database: Database,
    private readonly devices: DeviceStore,
    private readonly revocations: RevocationStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  run(proof: string) {
    const claimed = claimsOf(proof);
    return this.database.transaction(async (tx) => {
      const device = await this.devices.find(tx, claimed.deviceId);
      if (!device?.publicKey) throw new Refusal('DEVICE_PROOF_WRONG');
      await this.mustBeSigned(proof, claimed, await importJWK(device.publicKey, 'ES256'));
      if (!(await this.devices.useProof(tx, device.deviceId, claimed.jti))) throw new Refusal('DEVICE_PROOF_WRONG');
      return this.shiftOf(tx, claimed, device);
    });
  }

  private async shiftOf(tx: Tx, { shiftId, deviceId }: Claims, device: Device) {
    const shift = await this.devices.findShift(tx, shiftId);
    mayProve(device, shift, tx.recordedAt);
    if (shift === undefined) throw new Refusal('DEVICE_PROOF_WRONG');
    const { startedBy: actor, siteCode, endsAt } = shift;
    const named = { subject: actor, device: deviceId, shift: shiftId };
    if (await this.revocations.isAnyRevoked(tx, named)) throw new Refusal('REVOKED');
    return { actor, siteCode, deviceId, shiftId, endsAt: endsAt.toISOString() };
  }

  private async mustBeSigned(proof: string, { iat }: Claims, key: Awaited<ReturnType<typeof importJWK>>) {
    const now = this.clock.now();
    const options = { ...rules, currentDate: now, maxTokenAge: ageSecondsMax, clockTolerance: ageSecondsMax };
    await jwtVerify(proof, key, options).catch(refuseJose);
    if (Math.abs(now.getTime() / 1_000 - iat) > ageSecondsMax) throw new Refusal('DEVICE_PROOF_WRONG');
  }
}

/** What the proof says, believed by nobody yet: it names the key by which it is checked. */
function claimsOf(proof: string): Claims {
  try {
    return claims.parse(decodeJwt(proof));
  } catch {
    throw new Refusal('DEVICE_PROOF_WRONG');
  }
}

function refuseJose(error: unknown): never {
  if (error instanceof errors.JOSEError) throw new Refusal('DEVICE_PROOF_WRONG');
  throw error;
}
