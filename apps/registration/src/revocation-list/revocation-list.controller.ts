import { listRevocations } from '@lib/contracts/http/registration/revocations';
import { Database, parse } from '@lib/platform';
import { Controller, Get, Header, Query } from '@nestjs/common';
import { RevocationStore } from '../revocation/revocation.store.js';

@Controller()
export class RevocationListController {
  constructor(
    private readonly database: Database,
    private readonly revocations: RevocationStore,
  ) {}

  @Get('v1/revocations')
  @Header('cache-control', 'no-store')
  get(@Query() query: unknown) {
    const { known } = parse(listRevocations.query, query);
    return this.database.transaction(async (tx) => {
      // The version first: what is added in between is then told again, never missed.
      const version = await this.revocations.version(tx);
      const isSame = version === known;
      return { version, isSame, revocations: isSame ? [] : await this.revocations.list(tx) };
    });
  }
}
