import { districtOfSite } from '@lib/vocabulary';
import type { Role } from '@lib/vocabulary';
import { taskKinds } from './task-kinds.js';
import type { NewTask, Task } from './task.js';

export const taskColumns = {
  ...{ task_id: 'uuid', kind: 'text', subject: 'text', sequence: 'int', campaign_id: 'uuid', participant_id: 'uuid' },
  ...{ case_id: 'uuid', site_code: 'text', district_code: 'text', lab_code: 'text', owner_role: 'text' },
  ...{ owner_person: 'text', taken_at: 'timestamptz', detail: 'jsonb', policy_version: 'int', opened_by: 'text' },
  ...{ opened_at: 'timestamptz', begins_at: 'timestamptz', due_at: 'timestamptz', next_rung_at: 'timestamptz' },
  changed_at: 'timestamptz',
};

/** The row of a task that is opened at `at` under a new id. */
export function newTaskRow(taskId: string, task: NewTask, at: Date): Record<string, unknown> {
  const { ownerPerson = null, beginsAt = at, dueAt } = task;
  return {
    ...{ task_id: taskId, kind: task.kind, subject: task.subject, sequence: task.sequence ?? 1 },
    ...{ campaign_id: task.campaignId, participant_id: task.participantId, case_id: task.caseId ?? null },
    ...{ site_code: task.siteCode, district_code: task.districtCode ?? districtOfSite(task.siteCode) },
    ...{ lab_code: task.labCode ?? null, owner_role: task.ownerRole ?? taskKinds[task.kind].ownerRole },
    ...{ owner_person: ownerPerson, taken_at: ownerPerson === null ? null : at, detail: task.detail ?? {} },
    ...{ policy_version: task.policyVersion, opened_by: task.openedBy, opened_at: at, begins_at: beginsAt },
    ...{ due_at: dueAt, next_rung_at: dueAt, changed_at: at },
  };
}

interface FlatOffer {
  readonly offeredToRole: Role | null;
  readonly offeredToPerson: string | null;
  readonly offeredBy: string | null;
  readonly offeredAt: Date | null;
}

export type TaskRow = Omit<Task, 'offer'> & FlatOffer;

/** What is selected of `tasks t`, under the names of `TaskRow`. */
export const taskSelect = `
  t.task_id as "taskId", t.kind, t.subject, t.sequence, t.campaign_id as "campaignId",
  t.participant_id as "participantId", t.case_id as "caseId", t.site_code as "siteCode",
  t.district_code as "districtCode", t.lab_code as "labCode", t.owner_role as "ownerRole",
  t.owner_person as "ownerPerson", t.taken_at as "takenAt", t.offered_to_role as "offeredToRole",
  t.offered_to_person as "offeredToPerson", t.offered_by as "offeredBy", t.offered_at as "offeredAt", t.state, t.detail,
  t.policy_version as "policyVersion", t.opened_at as "openedAt", t.begins_at as "beginsAt", t.due_at as "dueAt",
  t.overdue_level as "overdueLevel", t.outcome, t.ended_at as "endedAt", t.ended_by as "endedBy", t.version`;

export function taskFrom(row: TaskRow): Task {
  const { offeredToRole, offeredToPerson, offeredBy, offeredAt, ...task } = row;
  const offer =
    offeredBy === null || offeredAt === null
      ? null
      : { toRole: offeredToRole, toPerson: offeredToPerson, by: offeredBy, at: offeredAt };
  return { ...task, offer };
}
