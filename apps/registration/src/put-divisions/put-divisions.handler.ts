import type { z } from 'zod';
import type { putDivisions } from '@lib/contracts/http/registration/places';
import { Database } from '@lib/platform';
import type { Actor } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { Division } from '../place/place.entity.js';

/** Divisions are a list that an authority publishes: the same list again changes nothing, a newer one wins. */
@Injectable()
export class PutDivisions {
  constructor(private readonly database: Database) {}

  async run(command: z.output<typeof putDivisions.request>, actor: Actor) {
    const byCode = new Map(command.divisions.map((division) => [division.code, division]));
    await this.database.transaction(async (tx) => {
      const marks = { importedBy: actor.id, recordedAt: tx.recordedAt };
      const rows = [...byCode.values()].map((division) => ({
        ...division,
        parentCode: division.parentCode ?? null,
        ...marks,
      }));
      await tx.manager.upsert(Division, rows, ['code']);
    });
    return { accepted: byCode.size };
  }
}
