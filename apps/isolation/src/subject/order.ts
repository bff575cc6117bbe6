import type { CallBackReason } from '@lib/vocabulary';
import type { AlarmingFinding } from './subject.js';

export type OrderState = 'open' | 'collected' | 'answered' | 'failed' | 'cancelled';

export type RecollectionCause = AlarmingFinding | CallBackReason;

/** A further cause of an open order, and the tube that it comes from. */
export interface AlsoFor {
  readonly cause: RecollectionCause;
  readonly causeTubeId: string;
}

/** An order to give a single specimen, minted here. */
export interface Order {
  readonly orderId: string;
  readonly cause: RecollectionCause;
  readonly causeTubeId: string;
  /** What else it serves: whoever is in two pools gives one swab for both. */
  readonly alsoFor: readonly AlsoFor[];
  readonly siteCode: string;
  readonly requestedAt: Date;
  readonly dueAt: Date;
  readonly requestedBy: string;
  readonly policyVersion: number;
  readonly state: OrderState;
}
