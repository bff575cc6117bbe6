/** The rungs of an alert's ladder, from the first. */
export const ladderRoles = ['cdc-duty', 'isolation-officer', 'district-liaison', 'command-centre'] as const;

/** Who is rostered: the rungs, and whoever answers a dispatch or an overdue task beside them. */
export const dutyRoles = [
  ...ladderRoles,
  ...(['sampling-squad', 'community-cadre', 'doctor', 'epidemiologist', 'site-manager'] as const),
] as const;
export type DutyRole = (typeof dutyRoles)[number];
