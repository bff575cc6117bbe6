import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

@Injectable()
export class RegisterLab {
  /** Registering again renames: laboratories are named by people, known by their code. */
  async run(tx: Tx, lab: { labCode: string; name: string }, actor: string): Promise<{ labCode: string }> {
    await tx.execute(
      `insert into labs (lab_code, name, registered_by, recorded_at) values ($1, $2, $3, $4)
       on conflict (lab_code) do update set name = excluded.name`,
      [lab.labCode, lab.name, actor, tx.recordedAt],
    );
    return { labCode: lab.labCode };
  }
}
