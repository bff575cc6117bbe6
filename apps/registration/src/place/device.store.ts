import { Refusal } from '@lib/contracts/refusals';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { Act } from '../campaign/campaign.store.js';
import { Device, Shift, Site } from './place.entity.js';

/** The only writer of devices and shifts. */
@Injectable()
export class DeviceStore {
  /** Throws SITE_UNKNOWN unless some campaign (or this one) has the site. */
  async mustHaveSite(tx: Tx, siteCode: string, campaignId?: string): Promise<void> {
    const where = campaignId === undefined ? { siteCode } : { siteCode, campaignId };
    if (!(await tx.manager.existsBy(Site, where))) throw new Refusal('SITE_UNKNOWN', { siteCode });
  }

  async find(tx: Tx, deviceId: string): Promise<Device | undefined> {
    return (await tx.manager.findOneBy(Device, { deviceId })) ?? undefined;
  }

  async put(
    tx: Tx,
    device: Pick<Device, 'deviceId' | 'siteCode' | 'label' | 'publicKey' | 'keySince'>,
    act: Act,
  ): Promise<void> {
    const marks = { registeredBy: act.actor, capturedAt: act.capturedAt, recordedAt: tx.recordedAt };
    await tx.manager.upsert(Device, { ...device, ...marks }, ['deviceId']);
  }

  async findShift(tx: Tx, shiftId: string): Promise<Shift | undefined> {
    return (await tx.manager.findOneBy(Shift, { shiftId })) ?? undefined;
  }

  async startShift(tx: Tx, shift: Omit<Shift, 'recordedAt'>): Promise<void> {
    await tx.manager.insert(Shift, { ...shift, recordedAt: tx.recordedAt });
  }

  /** Out: false when this proof was used before. Forgets those that are too old to be taken anyway. */
  async useProof(tx: Tx, deviceId: string, proofId: string): Promise<boolean> {
    await tx.execute(
      `delete from device_proofs where device_id = $1 and used_at < $2::timestamptz - interval '5 minutes'`,
      [deviceId, tx.recordedAt],
    );
    const used = await tx.execute(
      'insert into device_proofs (device_id, proof_id, used_at) values ($1, $2, $3) on conflict do nothing',
      [deviceId, proofId, tx.recordedAt],
    );
    return used === 1;
  }
}
