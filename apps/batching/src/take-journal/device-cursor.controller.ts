import { uuid } from '@lib/contracts/fields';
import { readDeviceCursor } from '@lib/contracts/http/batching/journal';
import { Actor, Database, parse, requireOwn } from '@lib/platform';
import { Controller, Get, Param } from '@nestjs/common';
import { type DeviceCursor, rollingRoot } from './device.js';

/** ⑨ GET /v1/devices/:deviceId/cursor – a device asks how far its record goes; nought for one that never sent. */
@Controller()
export class DeviceCursorController {
  constructor(private readonly database: Database) {}

  @Get('/v1/devices/:deviceId/cursor')
  async get(@Actor() actor: Actor, @Param('deviceId') id: string): Promise<DeviceCursor> {
    const deviceId = parse(uuid, id);
    requireOwn(actor, readDeviceCursor, { device: deviceId });
    const [row] = await this.database.query<{ last_seq: number; rolling_hash: Buffer }>(
      'select last_seq, rolling_hash from device_cursors where device_id = $1',
      [deviceId],
    );
    return { deviceId, lastSeq: row?.last_seq ?? 0, rollingHash: row?.rolling_hash.toString('hex') ?? rollingRoot };
  }
}
