import { defineEvent } from '@lib/contracts/event';
import { finding, instant, labCode, members, purpose, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** A result that calls for action landed, released or not: an alert must have an owner. */
export const DetectionRaisedV1 = defineEvent({
  producer: 'lab',
  name: 'detection-raised',
  topic: 'bulou.detection',
  meaning: 'A result that calls for action landed, released or not: an alert must have an owner.',
  shape: z.object({
    tubeId,
    campaignId: uuid,
    roundId: uuid,
    siteCode,
    purpose,
    orderId: uuid.optional(),
    members,
    labCode,
    resultVersion: z.int().min(1),
    finding: finding.exclude(['not-detected', 'invalid']),
    uploadId: uuid,
    alarmShareOfUpload: z.number().min(0).max(1),
    recordedAt: instant,
  }),
  keyOf: (content) => content.tubeId,
  example: {
    tubeId: '21000000001235',
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    roundId: '0198f2a0-0000-7000-8000-000000000002',
    siteCode: '330105-0001',
    purpose: 'round',
    members: [{ position: 1, subjectKind: 'person', subjectId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11' }],
    labCode: 'LAB-HZ1',
    resultVersion: 1,
    finding: 'detected',
    uploadId: '0198f2a0-0000-7000-8000-000000000005',
    alarmShareOfUpload: 0.01,
    recordedAt: '2026-11-21T08:00:00.000Z',
  },
});
