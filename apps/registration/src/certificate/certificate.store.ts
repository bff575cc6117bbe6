import { createHash } from 'node:crypto';
import { certificateContent } from '@lib/contracts/http/registration/closing';
import { Refusal } from '@lib/contracts/refusals';
import { Database } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CompactSign, decodeJwt, importJWK } from 'jose';
import type { z } from 'zod';
import { KeyFile } from '../keys/key-file.js';

type Content = z.output<typeof certificateContent>;

/** Signs and keeps what is certified about campaigns that are over. */
@Injectable()
export class CertificateStore {
  constructor(
    private readonly database: Database,
    private readonly file: KeyFile,
  ) {}

  /** Out: SHA-256 of the payload. Throws CERTIFICATE_KEY_MISSING. */
  async issue(tx: Tx, content: Content): Promise<string> {
    const key = this.file.certificate;
    if (key === undefined) throw new Refusal('CERTIFICATE_KEY_MISSING');
    const payload = Buffer.from(JSON.stringify(content));
    const sha256 = createHash('sha256').update(payload).digest('hex');
    const signed = await new CompactSign(payload)
      .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'bulou-certificate+json' })
      .sign(await importJWK(key, 'ES256'));
    await tx.execute(
      `insert into campaign_certificates (certificate_id, campaign_id, sha256, signed, issued_at)
       values ($1, $2, $3, $4, $5)`,
      [content.certificateId, content.campaignId, sha256, signed, tx.recordedAt],
    );
    return sha256;
  }

  /** Throws NOT_FOUND while the campaign is not closed, or not yet erased. */
  async of(campaignId: string): Promise<{ content: Content; sha256: string; signed: string }> {
    const [row] = await this.database.query<{ sha256: string; signed: string }>(
      'select sha256, signed from campaign_certificates where campaign_id = $1',
      [campaignId],
    );
    if (row === undefined) throw new Refusal('NOT_FOUND', { campaignId });
    return { content: certificateContent.parse(decodeJwt(row.signed)), ...row };
  }

  /** The half of the key that everybody may have. */
  publicKeys(): Record<string, string>[] {
    const key = this.file.certificate;
    if (key === undefined) return [];
    const { kty, crv, x, y, kid } = key;
    return [{ kty, crv, x, y, kid, alg: 'ES256', use: 'sig' }];
  }
}
