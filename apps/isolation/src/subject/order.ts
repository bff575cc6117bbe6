import type { CallBackReason, Finding } from '@lib/vocabulary';

/** What calls for action; the other findings do not. */
export type AlarmingFinding = Exclude<Finding, 'not-detected' | 'invalid'>;

export type OrderState = 'open' | 'collected' | 'answered' | 'failed' | 'cancelled';

/** `test-day`: the pack wants a swab of somebody in isolation on that day. */
export type RecollectionCause = AlarmingFinding | CallBackReason | 'test-day';

/** A further cause of an open order, and the tube that it comes from. */
export interface AlsoFor {
  readonly cause: RecollectionCause;
  /** Null for a test day: no tube asks for it. */
  readonly causeTubeId: string | null;
}

/** An order to give a single specimen, minted here. */
export interface Order {
  readonly orderId: string;
  readonly cause: RecollectionCause;
  readonly causeTubeId: string | null;
  /** What else it serves: whoever is in two pools gives one swab for both. */
  readonly alsoFor: readonly AlsoFor[];
  readonly siteCode: string;
  readonly requestedAt: Date;
  readonly dueAt: Date;
  readonly requestedBy: string;
  readonly policyVersion: number;
  readonly state: OrderState;
}
