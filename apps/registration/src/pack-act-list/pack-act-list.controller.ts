import { listPackActs } from '@lib/contracts/http/registration/policy-packs';
import { Database } from '@lib/platform';
import { Controller, Get, Header } from '@nestjs/common';
import { PolicyPackStore } from '../policy-pack/policy-pack.store.js';

@Controller()
export class PackActListController {
  constructor(
    private readonly database: Database,
    private readonly packs: PolicyPackStore,
  ) {}

  @Get(listPackActs.path)
  @Header('cache-control', 'no-store')
  get() {
    return this.database.transaction(async (tx) => ({
      acts: await this.packs.waiting(tx),
      asOf: tx.recordedAt.toISOString(),
    }));
  }
}
