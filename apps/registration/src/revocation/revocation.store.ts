import type { Revocation } from '@lib/contracts/http/registration/revocations';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

export interface RevocationList {
  readonly version: number;
  readonly revocations: readonly Revocation[];
}

type NewRevocation = Pick<Revocation, 'revocationId' | 'kind' | 'value' | 'reason' | 'revokedBy'> & {
  readonly revokedRole: string;
  readonly until: string | null;
};

const inForce = 'ended_at is null and (until is null or until > $1)';

/** The only writer of revocations. */
@Injectable()
export class RevocationStore {
  async add(tx: Tx, given: NewRevocation): Promise<void> {
    await this.count(tx);
    await tx.execute(
      `insert into revocations (revocation_id, kind, value, reason, revoked_by, revoked_role, recorded_at, until)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[given.revocationId, given.kind, given.value, given.reason, given.revokedBy, given.revokedRole],
        ...[tx.recordedAt, given.until],
      ],
    );
  }

  /** Out: false when there is none of that id in force. */
  async end(tx: Tx, revocationId: string, actor: string): Promise<boolean> {
    await this.count(tx);
    const ended = await tx.execute(
      'update revocations set ended_by = $2, ended_at = $3 where revocation_id = $1 and ended_at is null',
      [revocationId, actor, tx.recordedAt],
    );
    return ended === 1;
  }

  async version(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ version: number }>('select version from revocation_version');
    return row?.version ?? 0;
  }

  /** What is in force at the transaction's time, the oldest first. */
  async list(tx: Tx): Promise<Revocation[]> {
    const rows = await tx.query<Omit<Revocation, 'recordedAt' | 'until'> & { recordedAt: Date; until: Date | null }>(
      `select revocation_id as "revocationId", kind, value, reason, revoked_by as "revokedBy",
              recorded_at as "recordedAt", until
       from revocations where ${inForce} order by recorded_at, revocation_id`,
      [tx.recordedAt],
    );
    return rows.map((row) => ({
      ...row,
      recordedAt: row.recordedAt.toISOString(),
      until: row.until?.toISOString() ?? null,
    }));
  }

  /** True when any of these is revoked now. */
  async isAnyRevoked(tx: Tx, of: { subject: string; device: string; shift: string }): Promise<boolean> {
    const rows = await tx.query(
      `select 1 from revocations where ${inForce} and (kind, value) in (('subject', $2), ('device', $3), ('shift', $4)) limit 1`,
      [tx.recordedAt, of.subject, of.device, of.shift],
    );
    return rows.length > 0;
  }

  private async count(tx: Tx): Promise<void> {
    await tx.execute('update revocation_version set version = version + 1');
  }
}
