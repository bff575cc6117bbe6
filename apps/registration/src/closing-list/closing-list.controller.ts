import { listClosings } from '@lib/contracts/http/registration/closing';
import { Database } from '@lib/platform';
import { Controller, Get, Header } from '@nestjs/common';
import { ClosingStore } from '../close-campaign/closing.store.js';

@Controller()
export class ClosingListController {
  constructor(
    private readonly database: Database,
    private readonly closings: ClosingStore,
  ) {}

  @Get(listClosings.path)
  @Header('cache-control', 'no-store')
  get() {
    return this.database.transaction(async (tx) => ({
      closings: await this.closings.waiting(tx),
      asOf: tx.recordedAt.toISOString(),
    }));
  }
}
