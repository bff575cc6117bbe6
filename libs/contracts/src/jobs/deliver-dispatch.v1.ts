import { districtCode, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** Who is told of a detection or of an overdue task, each with an owner, a clock and a ladder of their own. */
export const dispatchKinds = [
  ...(['sampling-squad', 'community', 'community-copy', 'police-liaison', 'site-manager'] as const),
  'overdue-task',
] as const;

export type DispatchKind = (typeof dispatchKinds)[number];

/**
 * Notification rings for itself: one job tells whoever a dispatch called last. It carries no more than what the row's
 * comparison needs; `epoch` is the row's when the bell was rung, and whoever comes with an old one acts no more.
 */
export const DeliverDispatchV1 = {
  type: 'deliver-dispatch.v1',
  queue: 'notification-deliver-dispatch',
  shape: z.object({
    dispatchId: uuid,
    epoch: z.int().min(0),
    kind: z.enum(dispatchKinds),
    districtCode,
  }),
  example: {
    dispatchId: '0198f2a0-0000-7000-8000-000000000071',
    epoch: 0,
    kind: 'sampling-squad',
    districtCode: '330105',
  },
} as const;

export type DeliverDispatch = z.output<typeof DeliverDispatchV1.shape>;

/** The job's id names the attempt, as that of an escalation does. */
export const deliverDispatchJobId = (dispatchId: string, attempt: number): string => `dsp-${dispatchId}-a${attempt}`;
