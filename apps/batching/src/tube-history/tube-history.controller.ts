import { readTube } from '@lib/contracts/http/batching/tubes';
import { tubeId } from '@lib/contracts/fields';
import { Actor, Database, parse, requireOwn } from '@lib/platform';
import type { TubePurpose } from '@lib/vocabulary';
import { Controller, Get, Param } from '@nestjs/common';
import type { z } from 'zod';

interface TubeLine {
  readonly site_code: string;
  readonly state: string;
  readonly capacity: number;
  readonly specimens: number;
  readonly purpose: TubePurpose;
  readonly batch_id: string | null;
}

interface CustodyLine {
  readonly seq: number;
  readonly step: string;
  readonly actor: string;
  readonly place: string;
  readonly recorded_at: Date;
  readonly hash: string;
}

/** ⑨ GET /v1/tubes/:tubeId – the life of a tube at its site */
@Controller()
export class TubeHistoryController {
  constructor(private readonly database: Database) {}

  @Get('/v1/tubes/:tubeId')
  async get(@Actor() actor: Actor, @Param('tubeId') id: string): Promise<z.output<typeof readTube.response>> {
    const barcode = parse(tubeId, id);
    const [tube] = await this.database.query<TubeLine>(
      'select site_code, state, capacity, specimens, purpose, batch_id from tubes where tube_id = $1',
      [barcode],
    );
    requireOwn(actor, readTube, tube && { site: tube.site_code });
    if (tube === undefined) throw new Error('a tube without a record belongs to nobody');
    const custody = await this.database.query<CustodyLine>(
      `select seq, step, actor, place, recorded_at, encode(hash, 'hex') as hash
         from custody_entries where tube_id = $1 order by seq`,
      [barcode],
    );
    return {
      tubeId: barcode,
      siteCode: tube.site_code,
      state: tube.state,
      capacity: tube.capacity,
      specimens: tube.specimens,
      purpose: tube.purpose,
      batchId: tube.batch_id,
      custody: custody.map(({ recorded_at, ...line }) => ({ ...line, recordedAt: recorded_at.toISOString() })),
    };
  }
}
