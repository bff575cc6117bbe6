import type { NoticeChannel } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import type { NoticeRequest } from '../notice/notice.js';

/** Which ways out a notice takes. */
@Injectable()
export class Ways {
  to({ to }: Pick<NoticeRequest, 'to'>): NoticeChannel[] {
    return 'participantId' in to ? ['sms'] : ['screen'];
  }
}
