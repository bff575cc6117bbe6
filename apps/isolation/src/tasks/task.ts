import type { Role } from '@lib/vocabulary';
import type { TaskKindName } from './task-kinds.js';

export type TaskState = 'open' | 'done' | 'cancelled';

/** What is offered to somebody and not yet accepted; it is still the owner's. */
export interface TaskOffer {
  readonly toRole: Role | null;
  readonly toPerson: string | null;
  readonly by: string;
  readonly at: Date;
}

/** Something that must happen to a person: who answers for it, and by when. */
export interface Task {
  readonly taskId: string;
  readonly kind: TaskKindName;
  readonly subject: string;
  readonly sequence: number;
  readonly campaignId: string;
  readonly participantId: string | null;
  readonly caseId: string | null;
  readonly siteCode: string;
  readonly districtCode: string;
  readonly labCode: string | null;
  readonly ownerRole: Role;
  readonly ownerPerson: string | null;
  readonly takenAt: Date | null;
  readonly offer: TaskOffer | null;
  readonly state: TaskState;
  readonly detail: TaskDetail;
  readonly policyVersion: number;
  readonly openedAt: Date;
  readonly beginsAt: Date;
  readonly dueAt: Date;
  readonly overdueLevel: number;
  readonly outcome: string | null;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
  /** Grows with every change; whoever acts says which one they saw. */
  readonly version: number;
}

/** Codes and numbers that belong to the kind; never words of a person. */
export type TaskDetail = Readonly<Record<string, string | number | boolean | null>>;

/** What is opened. The same kind, subject and sequence is opened once, however often it is asked for. */
export interface NewTask {
  readonly kind: TaskKindName;
  readonly campaignId: string;
  /** Null for a task about a place, not a person. */
  readonly participantId: string | null;
  readonly caseId?: string | null;
  /** Id of what it is about: a case, a measure, a tube. */
  readonly subject: string;
  /** From 1; the second one about the same subject is 2. */
  readonly sequence?: number;
  readonly siteCode: string;
  /** The district of the site unless said: that of the actual address, where it is known. */
  readonly districtCode?: string;
  readonly labCode?: string | null;
  /** That of the kind unless said. */
  readonly ownerRole?: Role;
  /** Who has it from the start, if somebody took what it belongs to. */
  readonly ownerPerson?: string | null;
  /** Now unless said. */
  readonly beginsAt?: Date;
  readonly dueAt: Date;
  readonly detail?: TaskDetail;
  readonly openedBy: string;
  readonly policyVersion: number;
}
