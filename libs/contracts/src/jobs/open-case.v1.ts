import { finding, instant, labCode, members, purpose, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/**
 * The one job that crosses rooms: notification queues it, isolation works it. It carries all that isolation needs and
 * nothing that names a person; the acknowledgement is the event `isolation.case-opened.v1`, never the job's own end.
 */
export const OpenCaseV1 = {
  type: 'open-case.v1',
  queue: 'isolation-open-case',
  shape: z.object({
    escalationId: uuid,
    campaignId: uuid,
    tubeId,
    resultVersion: z.int().min(1),
    finding: finding.exclude(['not-detected', 'invalid']),
    purpose,
    orderId: uuid.optional(),
    siteCode,
    members,
    alarmShareOfUpload: z.number().min(0).max(1),
    raisedAt: instant,
    /** The file of results that brought it and whose it is: part of the chain that a measure rests on. */
    uploadId: uuid.optional(),
    labCode: labCode.optional(),
  }),
  example: {
    escalationId: '0198f2a0-0000-7000-8000-000000000007',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    tubeId: '21000000001235',
    resultVersion: 1,
    finding: 'detected',
    purpose: 'round',
    siteCode: '330105-0001',
    members: [{ position: 1, subjectKind: 'person', subjectId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11' }],
    alarmShareOfUpload: 0.01,
    raisedAt: '2026-11-21T08:00:00.000Z',
  },
} as const;

export type OpenCase = z.output<typeof OpenCaseV1.shape>;

/** The job's id names the attempt: BullMQ ignores a repeated id that failed, and forbids colons (reliability B2, R8). */
export const openCaseJobId = (escalationId: string, attempt: number): string => `esc-${escalationId}-a${attempt}`;
