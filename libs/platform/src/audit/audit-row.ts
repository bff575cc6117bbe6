/** An entry in the form in which the database hashes it. */
export interface AuditRow {
  readonly kind: string;
  readonly actorId: string;
  readonly actorRole: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly requestId: string;
  readonly detail: string;
}
