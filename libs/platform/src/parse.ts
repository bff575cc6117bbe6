import { Malformed } from '@lib/contracts/refusals';
import type { InputFault } from '@lib/contracts/refusals';
import type { z } from 'zod';

const faultsMax = 100; // A journal of 500 events that are all wrong is told by its first hundred.

/**
 * In: a schema and a value from outside. Out: the value in its own type. Throws `Malformed` with a path for every fault.
 * The offending values are not repeated: they may be a person's.
 */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Malformed(inputFaults(parsed.error.issues));
}

/** In: zod's issues. Out: our faults, at most a hundred. */
export function inputFaults(issues: readonly z.core.$ZodIssue[]): InputFault[] {
  return issues.slice(0, faultsMax).map((issue) => ({
    path: pathOf(issue.path),
    code: codeOf(issue),
    message: messageOf(issue),
  }));
}

// A schema's author may name a fault by `params: { fault }`; everything else has the parser's own name.
function codeOf(issue: z.core.$ZodIssue): string {
  const fault: unknown = issue.code === 'custom' ? issue.params?.['fault'] : undefined;
  return typeof fault === 'string' ? fault : issue.code.toUpperCase().replaceAll('-', '_');
}

// The words of the schema's author are passed on; the parser's own repeat the caller's keys, which may be anybody's name.
const messageOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'unrecognized_keys' ? `${issue.keys.length} field(s) that this contract does not have` : issue.message;

const plainKey = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

function pathOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(whole)';
  return path
    .map((step, index) =>
      typeof step === 'number'
        ? `[${step}]`
        : `${index > 0 ? '.' : ''}${plainKey.test(String(step)) ? String(step) : '(key)'}`,
    )
    .join('');
}
