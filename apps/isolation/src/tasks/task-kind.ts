import type { CampaignPolicy } from '@lib/contracts/policy';
import type { Role } from '@lib/vocabulary';

/**
 * What ends a task of a kind: `act`, the act of its own route (a transfer is ordered, a person admitted); `own-route`,
 * its owner says so; `fact`, something that another room tells (a tube is sealed, a result released).
 */
export type FinishedBy = 'act' | 'own-route' | 'fact';

export interface TaskKind {
  /** Who answers for it while nobody took it; a task may name another role when it is opened. */
  readonly ownerRole: Role;
  /** Minutes until it is due, before the time scale of a drill; a decree overrides it by kind (`taskMinutes`). */
  readonly minutes: (policy: CampaignPolicy) => number;
  /** True for the eight steps of a case, which the board shows as columns. */
  readonly isEdge?: true;
  readonly finishedBy: FinishedBy;
  /** What the owner may say when they end it; `done` alone where nothing is named. */
  readonly outcomes?: readonly string[];
  readonly zh: string;
  readonly en: string;
}
