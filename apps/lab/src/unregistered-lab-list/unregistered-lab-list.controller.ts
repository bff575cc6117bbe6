import { listUnregisteredLabs } from '@lib/contracts/http/lab/desk';
import { Database } from '@lib/platform';
import { Controller, Get, Header } from '@nestjs/common';
import type { z } from 'zod';

const codesMax = 200;

interface Unregistered {
  readonly lab_code: string;
  readonly boxes: number;
  readonly uploads: number;
  readonly since: Date;
}

const unregisteredSql = `
  with said as (
    select lab_code, 1 as boxes, 0 as uploads, recorded_at from boxes where lab_code is not null
     union all
    select lab_code, 0, 1, recorded_at from uploads)
  select lab_code, sum(boxes)::int as boxes, sum(uploads)::int as uploads, min(recorded_at) as since
    from said where not exists (select 1 from labs where labs.lab_code = said.lab_code)
   group by lab_code order by min(recorded_at), lab_code limit ${codesMax}`;

/** Boxes on the way to nobody, and files from nobody: nothing of them is refused, and somebody has to register the code. */
@Controller()
export class UnregisteredLabListController {
  constructor(private readonly database: Database) {}

  @Get(listUnregisteredLabs.path)
  @Header('cache-control', 'no-store')
  async get(): Promise<z.input<typeof listUnregisteredLabs.response>> {
    const rows = await this.database.query<Unregistered>(unregisteredSql);
    return {
      labs: rows.map((row) => ({
        labCode: row.lab_code,
        boxes: row.boxes,
        uploads: row.uploads,
        since: row.since.toISOString(),
        owner: { role: 'admin', place: row.lab_code },
        nextStep: {
          zh: '核对编号：确有此实验室则登记，否则联系采样点改送',
          en: 'check the code: register the laboratory, or have the site send the box elsewhere',
        },
      })),
    };
  }
}
