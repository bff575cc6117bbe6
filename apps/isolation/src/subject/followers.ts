import type { Tx } from '@lib/platform';
import type { Subject } from './subject.js';

/** A person before and after the decisions of one transaction; `before` is empty for somebody unheard of. */
export interface Changed {
  readonly before: Subject;
  readonly after: Subject;
}

/** Whatever follows from how a case stands: clocks, proposals, notices. It writes in the transaction of the decision. */
export interface CaseFollower {
  /** In: everybody whom the transaction changed, locked and already written. Throws to undo the whole transaction. */
  follow(tx: Tx, changed: readonly Changed[]): Promise<void>;
}

/** The followers of the house, in the order in which they are called. */
export const CASE_FOLLOWERS = Symbol('CASE_FOLLOWERS');
