import type { HashOfText } from './ports.js';

/** One line of a service's audit chain as it is hashed; absent fields are empty texts, none holds a line break. */
export interface AuditRecord {
  readonly chainId: string;
  /** 1 for the first entry, without gap. */
  readonly sequence: number;
  /** ISO 8601 UTC with milliseconds, the database's clock; never before the entry that stands ahead of it. */
  readonly recordedAt: string;
  readonly kind: string;
  readonly actorId: string;
  readonly actorRole: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly requestId: string;
  /** Canonical JSON. */
  readonly detail: string;
}

/** What stands before the first entry. */
export const auditRoot = '0'.repeat(64);

/**
 * The hash of an entry: SHA-256 over the hash before it and the fields in their order, joined by line feeds. The database
 * computes the same inside `append`, so that no login of a service can choose a hash.
 *
 * @returns 64 hexadecimal digits
 */
export function auditHash(hash: HashOfText, previous: string, entry: AuditRecord): string {
  const { chainId, sequence, recordedAt, kind, actorId, actorRole, objectKind, objectId, requestId, detail } = entry;
  const fields = [chainId, sequence, recordedAt, kind, actorId, actorRole, objectKind, objectId, requestId, detail];
  return hash([previous, ...fields].join('\n'));
}
