import { tubeId, uuid } from '@lib/contracts/fields';
import type { z } from 'zod';

/** The form of each parameter that stands in a path; a name means the same in every route. */
export const pathParameters: Readonly<Record<string, z.ZodType>> = {
  batchId: uuid,
  campaignId: uuid,
  caseId: uuid,
  deviceId: uuid,
  dutyId: uuid,
  escalationId: uuid,
  job: uuid,
  participantId: uuid,
  roundId: uuid,
  tubeId,
};
