import { uuid } from '@lib/contracts/fields';
import { Refusal } from '@lib/contracts/refusals';
import { Actor, Database, parse } from '@lib/platform';
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
    if (row === null || row.siteCode !== actor.scope.site) throw new Refusal('BATCH_UNKNOWN');
    const lines = await this.database.query<ManifestLine>(
      `select tube_id as "tubeId", specimens, sealed_at as "sealedAt", encode(custody_hash, 'hex') as "custodyHash"
         from tubes where batch_id = $1 order by tube_id`,
      [batchId],
    );
    return manifestOf(batchOf(row), lines);
  }
}
