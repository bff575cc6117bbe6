import { type RefusalCode, refusals } from '@lib/contracts/refusal-catalogue';

export { type RefusalCode, type RefusalEntry, refusals } from '@lib/contracts/refusal-catalogue';

/** What a refusal may carry besides its code: identifiers and counts, never personal data. */
export type RefusalDetail = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** The law says no. Status, wording and cure stand in the catalogue under the code. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly detail: RefusalDetail;

  constructor(code: RefusalCode, detail: RefusalDetail = {}) {
    super(`${code}: ${refusals[code].en}`);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
  }
}

/** One fault of an input: where it is, what is wrong, and what to do. `value` is left out or masked when personal. */
export interface InputFault {
  readonly path?: string;
  readonly row?: number;
  readonly column?: string;
  readonly value?: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** Input breaks its contract: says where and what, for every fault found in one pass. */
export class Malformed extends Error {
  readonly errors: readonly InputFault[];

  constructor(errors: readonly InputFault[]) {
    super(errors.map((fault) => `${fault.path ?? `row ${fault.row}`}: ${fault.message}`).join('; '));
    this.name = 'Malformed';
    this.errors = errors;
  }
}
