import type { DeliverDispatch, DispatchKind } from '@lib/contracts/jobs/deliver-dispatch.v1';
import type { Role } from '@lib/vocabulary';

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
  owner_role: 'text',
  owner_person: 'text',
  owner_duty_id: 'uuid',
  owner_since: 'timestamptz',
};

export const callColumns = {
  dispatch_id: 'uuid',
  call: 'int',
  rung: 'int',
  role: 'text',
  person: 'text',
  duty_id: 'uuid',
  reason: 'text',
  called_at: 'timestamptz',
  policy_version: 'int',
};

/** What a climb changes. */
export const standColumns = {
  rung: 'int',
  next_rung_at: 'timestamptz',
  call: 'int',
  attempt: 'int',
  called_at: 'timestamptz',
  queued_at: 'timestamptz',
  owner_role: 'text',
  owner_person: 'text',
  owner_duty_id: 'uuid',
  owner_since: 'timestamptz',
};

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
