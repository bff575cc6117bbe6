import { createHash } from 'node:crypto';
import type { StoredMessage } from '@lib/messaging';
import { canariesIn } from '../canaries/canary-search.js';

/** What the checks need of one message in a topic; contents are kept as a digest only, so that millions fit in memory. */
export interface TopicRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly eventId: string;
  readonly type: string;
  readonly sequence: number;
  readonly campaignId: string | undefined;
  /** MD5 of the message's text, which is the text of the outbox row. */
  readonly digest: string;
  readonly hasPersonalText: boolean;
}

// An identity number or a mobile number that is no part of a longer number, of a UUID or of a digest.
const personalText = /(?<![0-9A-Fa-f-])(?:[1-9][0-9]{16}[0-9Xx]|1[3-9][0-9]{9})(?![0-9A-Fa-f-])/;

/** True when a text holds what looks like an identity number or a mobile number, or one of the canaries. */
export const looksPersonal = (text: string): boolean => personalText.test(text) || canariesIn(text).length > 0;

const campaignField = /"campaignId": ?"([0-9a-f-]{36})"/;

/** In: a message as Kafka holds it. Out: what is kept of it. */
export function recordOf(message: StoredMessage): TopicRecord {
  const value = message.value ?? '';
  return {
    topic: message.topic,
    partition: message.partition,
    offset: Number(message.offset),
    key: message.key ?? '',
    eventId: message.headers['ce_id'] ?? '',
    type: message.headers['ce_type'] ?? '',
    sequence: Number(message.headers['ce_sequence'] ?? 0),
    campaignId: campaignField.exec(value)?.[1],
    digest: createHash('md5').update(value).digest('hex'),
    hasPersonalText: looksPersonal(value),
  };
}
