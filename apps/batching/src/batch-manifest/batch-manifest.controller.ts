import { uuid } from '@lib/contracts/fields';
import { readManifest } from '@lib/contracts/http/batching/batches';
import { Actor, Database, parse, requireOwn } from '@lib/platform';
import { Controller, Get, Param } from '@nestjs/common';
import { batchOf } from '../batch/batch-row.js';
import { BatchEntity } from '../batch/batch.entity.js';
import { type Manifest, type ManifestLine, manifestOf } from '../batch/manifest.js';

/** ⑨ GET /v1/batches/:batchId/manifest */
@Controller()
export class BatchManifestController {
  constructor(private readonly database: Database) {}

  @Get('/v1/batches/:batchId/manifest')
  async get(@Actor() actor: Actor, @Param('batchId') id: string): Promise<Manifest> {
    const batchId = parse(uuid, id).toLowerCase();
    const row = await this.database.manager.findOneBy(BatchEntity, { batchId });
    requireOwn(actor, readManifest, row === null ? undefined : { site: row.siteCode });
    if (row === null) throw new Error('a box without a record belongs to nobody');
    const lines = await this.database.query<ManifestLine>(
      `select tube_id as "tubeId", specimens, sealed_at as "sealedAt", encode(custody_hash, 'hex') as "custodyHash", purpose
         from tubes where batch_id = $1 order by tube_id`,
      [batchId],
    );
    return manifestOf(batchOf(row), lines);
  }
}
