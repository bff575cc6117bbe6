import { describeError } from '@lib/platform';

/**
 * What may be done about a failed transaction.
 * `again`: PostgreSQL chose a victim; the same work succeeds when it is run again.
 * `away`: the database did not answer or gave up; nothing is known about the work, nor is the work to blame.
 * `content`: something in the work itself; halving it finds out what.
 */
export type FailureKind = 'again' | 'away' | 'content';

// Serialization failure, deadlock, lock not available.
const againCodes = new Set(['40001', '40P01', '55P03']);

// A day partition of the outbox was attached while the row was on its way to the default one.
const partitionMoved = /violates partition constraint/;

// Connection exceptions, refused logins, a database that is not there, insufficient resources, operator intervention,
// system errors. 57014, a cancelled statement, is the exception: it may be the work that is too slow.
const awayClasses = new Set(['08', '28', '3D', '53', '57', '58']);
const STATEMENT_CANCELLED = '57014';

const awayNodeCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

// The pg driver gives these no code of their own.
const awayMessages =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout|Cannot use a pool after|Client was closed|Driver not Connected)/;

/** Sorts an error that came out of a transaction. */
export function failureKind(error: unknown): FailureKind {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : '';
  if (code !== undefined && (againCodes.has(code) || (code === '23514' && partitionMoved.test(message))))
    return 'again';
  return isAway(code, message) ? 'away' : 'content';
}

function isAway(code: string | undefined, message: string): boolean {
  if (code === undefined) return awayMessages.test(message);
  const isClass = code.length === 5 && code !== STATEMENT_CANCELLED && awayClasses.has(code.slice(0, 2));
  return isClass || awayNodeCodes.has(code) || awayMessages.test(message);
}

/** The SQLSTATE or Node's error code, when there is one. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

/**
 * One line about any thrown thing, also about things that are no errors; bounded and masked as a log line is, because it
 * is stored in `dead_letters` and shown. Of a thrown object only that it was one: its fields may be anybody's.
 */
export function describeFailure(error: unknown): string {
  const isObject = typeof error === 'object' && error !== null && !(error instanceof Error);
  const { name, message } = describeError(isObject ? 'an object' : error);
  return `${error instanceof Error ? name : 'thrown'}: ${message}`.slice(0, 500);
}
