import type { ContentOf } from '@lib/contracts/event';
import type { NoticeRequestedV1 } from '@lib/contracts/events/isolation/notice-requested.v1';
import type { NoticeKindName } from '@lib/vocabulary';

type Requested = ContentOf<typeof NoticeRequestedV1>;

/** What a person is to be told, before it has an id and a time. */
export interface NoticeWish {
  readonly kind: NoticeKindName;
  readonly cause: Requested['cause'];
  readonly restsOn?: Requested['restsOn'];
  readonly result?: Requested['result'];
  readonly fields: Requested['fields'];
  readonly siteCode: string;
  readonly until?: Date;
}
