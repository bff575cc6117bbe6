import { HttpException } from '@nestjs/common';
import { Malformed, Refusal, refusals } from '@lib/contracts/refusals';
import type { InputFault, RefusalCode, RefusalDetail } from '@lib/contracts/refusals';

/** Problem details of RFC 9457, with our members. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly messages: { readonly zh: string; readonly en: string };
  readonly cure: { readonly zh: string; readonly en: string };
  /** What the refusal is about: identifiers and counts. */
  readonly facts?: RefusalDetail;
  readonly errors?: readonly InputFault[];
  /** Number of a fault, to be read to whoever operates the house; the log has the rest under it. */
  readonly incident?: string;
}

/** Which of the three kinds it was; decides the level of the log. */
export type ErrorKind = 'refusal' | 'malformed' | 'fault';

export interface ProblemAnswer {
  readonly kind: ErrorKind;
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
}

export const problemContentType = 'application/problem+json; charset=utf-8';

const retryAfterSeconds: Partial<Record<RefusalCode, number>> = {
  BUSY: 1,
  STORE_AWAY: 1,
  UPSTREAM_AWAY: 2,
  TOO_MANY_REQUESTS: 5,
  LOOKUP_BUDGET_SPENT: 600,
};

/**
 * In: whatever was thrown, and the number to give a fault. Out: the answer: a refusal with the status of the catalogue,
 * malformed input as 400 with every fault, anything else as 500 that says nothing but its number.
 */
export function problem(error: unknown, incident: string): ProblemAnswer {
  if (error instanceof Refusal) return refused(error);
  if (error instanceof Malformed) return malformed(error.errors, 400);
  if (error instanceof HttpException) return fromHttp(error, incident);
  if (isStoreAway(error)) return storeAway(incident);
  if (isUnstorable(error)) return malformed([bodyFault('VALUE_UNSTORABLE', 'a value is none that can be kept')], 400);
  const refusedByServer = serverRefusal(error);
  return refusedByServer === undefined ? fault(incident) : fromStatus(refusedByServer, incident);
}

// SQLSTATE 22: too long, out of range, no date, no UUID, a character that the database does not hold. Only what a caller
// can bring about; a division by zero is ours.
const unstorableCodes = /^22(001|003|007|008|009|021|P02|P03|P05)$/;

function isUnstorable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    unstorableCodes.test(code) ||
    isUnstorable(error.cause) ||
    ('driverError' in error && isUnstorable(error.driverError))
  );
}

/** Out: the status that the server itself gave to what it could not read: a path, a header, a length. */
function serverRefusal(error: unknown): number | undefined {
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  const isServers = typeof code === 'string' && code.startsWith('FST_') && typeof statusCode === 'number';
  return isServers && statusCode < 500 ? statusCode : undefined;
}

/** In: Node's code for what its parser could not read or did not wait for. Out: the answer; the connection ends with it. */
export function brokenRequest(code: string | undefined): ProblemAnswer {
  if (code === 'HPE_HEADER_OVERFLOW')
    return malformed([bodyFault('HEADERS_TOO_LARGE', 'the headers are too large')], 431);
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return malformed([bodyFault('TOO_SLOW', 'the request did not arrive in time')], 408);
  return malformed([bodyFault('UNREADABLE', 'this is not an HTTP request')], 400);
}

// SQLSTATE classes 08 (connection) and 57P (shutdown, crash), and what the socket says when nobody listens.
const awayCodes = /^(08...|57P0[1-3]|ECONNREFUSED|ECONNRESET|EPIPE)$/;

// The pool's own words, without a code: a connection that broke while it opened, and none that was free in time.
const awayWords = /^(Connection terminated|timeout exceeded when trying to connect)/;

function isStoreAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return awayCodes.test(code) || awayWords.test(error.message) || isStoreAway(error.cause);
}

/** The command may or may not have been carried out; it is asked again under the same key, so it is no lasting fault. */
function storeAway(incident: string): ProblemAnswer {
  const answer = refused(new Refusal('STORE_AWAY'));
  return {
    kind: 'fault',
    headers: { ...answer.headers, 'x-incident': incident },
    problem: { ...answer.problem, incident },
  };
}

function refused(refusal: Refusal): ProblemAnswer {
  const entry = refusals[refusal.code];
  const retryAfter = retryAfterSeconds[refusal.code];
  return {
    kind: 'refusal',
    headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    problem: {
      type: `urn:bulou:problem:${refusal.code}`,
      title: entry.en,
      status: entry.status,
      code: refusal.code,
      detail: entry.en,
      messages: { zh: entry.zh, en: entry.en },
      cure: { zh: entry.cureZh, en: entry.cureEn },
      ...(Object.keys(refusal.detail).length > 0 ? { facts: refusal.detail } : {}),
    },
  };
}

function malformed(errors: readonly InputFault[], status: number): ProblemAnswer {
  const messages = { zh: '提交的内容不符合格式', en: 'the request does not keep to its contract' };
  return {
    kind: 'malformed',
    headers: {},
    problem: {
      type: 'urn:bulou:problem:MALFORMED',
      title: messages.en,
      status,
      code: 'MALFORMED',
      detail:
        errors[0] === undefined ? messages.en : `${errors[0].path ?? `row ${errors[0].row}`}: ${errors[0].message}`,
      messages,
      cure: { zh: '请按 errors 逐项更正后重发', en: 'correct what errors lists and send it again' },
      errors,
    },
  };
}

// The framework refuses by itself only what never reached a controller: unknown paths, bodies too large or unreadable.
const fromHttp = (error: HttpException, incident: string): ProblemAnswer => fromStatus(error.getStatus(), incident);

function fromStatus(status: number, incident: string): ProblemAnswer {
  if (status >= 500) return fault(incident);
  if (status === 404) return refused(new Refusal('NOT_FOUND'));
  if (status === 413) return malformed([bodyFault('BODY_TOO_LARGE', 'the body is larger than this route takes')], 413);
  if (status === 415) return malformed([bodyFault('MEDIA_TYPE', 'this route takes application/json')], 415);
  // A parameter longer than any name is the name of nothing.
  if (status === 414) return refused(new Refusal('NOT_FOUND'));
  return malformed([bodyFault('UNREADABLE', 'the request could not be read')], status);
}

const bodyFault = (code: string, message: string): InputFault => ({ path: '(whole)', code, message });

function fault(incident: string): ProblemAnswer {
  const messages = { zh: '系统故障，已记录', en: 'something broke here; it is recorded' };
  return {
    kind: 'fault',
    headers: { 'x-incident': incident },
    problem: {
      type: 'urn:bulou:problem:FAULT',
      title: messages.en,
      status: 500,
      code: 'FAULT',
      detail: messages.en,
      messages,
      cure: { zh: '请重试；如仍出现，请报告故障编号', en: 'try again; if it stays, report the incident number' },
      incident,
    },
  };
}
