import type { DeliverDispatch, DispatchKind } from '@lib/contracts/jobs/deliver-dispatch.v1';
import type { Role } from '@lib/vocabulary';
import { callColumns, ownerColumns } from '../ladder/call-rows.js';

/** What is written when a dispatch opens, with its types. */
export const dispatchColumns = {
  dispatch_id: 'uuid',
  escalation_id: 'uuid',
  task_id: 'uuid',
  campaign_id: 'uuid',
  kind: 'text',
  slot: 'text',
  site_code: 'text',
  district_code: 'text',
  division_code: 'text',
  stands_in: 'boolean',
  role_due: 'text',
  opened_at: 'timestamptz',
  called_at: 'timestamptz',
  queued_at: 'timestamptz',
  call: 'int',
  rung: 'int',
  next_rung_at: 'timestamptz',
  policy_version: 'int',
  ...ownerColumns,
};

export const dispatchCallColumns = { dispatch_id: 'uuid', ...callColumns };

/** What a climb changes. */
export const standColumns = {
  rung: 'int',
  next_rung_at: 'timestamptz',
  call: 'int',
  attempt: 'int',
  called_at: 'timestamptz',
  queued_at: 'timestamptz',
  ...ownerColumns,
};

/** Why a dispatch needs nobody any more. */
export type EndedReason = 'detection-withdrawn' | 'task-done' | 'task-cancelled' | 'task-moved';

/** Of a row `d`: a call that is still to be told. What is over, or in somebody's hands, rings for nobody. */
// By the name of whoever took it: `taken_at is null` would lead to the index of all that is untaken, which does not grow
// shorter as calls are told.
export const isUntoldSql = 'd.told_call < d.call and d.taken_by is null and d.ended_at is null';

/** A bell that is to be rung: the job, and which attempt it is. */
export interface Bell extends DeliverDispatch {
  readonly attempt: number;
}

/** A dispatch that climbs, as its row has it. */
export interface Climber {
  readonly dispatchId: string;
  readonly campaignId: string;
  readonly kind: DispatchKind;
  readonly roleDue: Role;
  readonly siteCode: string;
  readonly districtCode: string;
  readonly divisionCode: string | null;
  readonly openedAt: Date;
  readonly rung: number;
  readonly nextRungAt: Date | null;
  readonly ownerPerson: string | null;
  readonly call: number;
  readonly attempt: number;
  readonly epoch: number;
}

export const climberSql = `d.dispatch_id as "dispatchId", d.campaign_id as "campaignId", d.kind, d.role_due as "roleDue",
  d.site_code as "siteCode", d.district_code as "districtCode", d.division_code as "divisionCode",
  d.opened_at as "openedAt", d.rung, d.next_rung_at as "nextRungAt", d.owner_person as "ownerPerson", d.call,
  d.attempt, d.epoch`;
