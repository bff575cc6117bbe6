import { uuid } from '@lib/contracts/fields';
import { noticeChannels } from '@lib/vocabulary';
import { z } from 'zod';

/** The doorbell of one way of one notice; it says which, and nothing of what is to be told or to whom. */
export const SendNoticeV1 = {
  type: 'send-notice.v1',
  queue: 'notification-send-notice',
  shape: z.object({ noticeId: uuid, channel: z.enum(noticeChannels) }),
  example: { noticeId: '0198f2a0-0000-7000-8000-00000000000e', channel: 'sms' },
} as const;

/** The job's id names the epoch of the row, so that a try that is over is never rung for again. */
export const sendNoticeJobId = (noticeId: string, channel: string, epoch: number): string =>
  `ntc-${noticeId}-${channel}-e${epoch}`;
