import type { ReceivedEvent } from '@lib/messaging';

/** A fact as this room keeps it: everything that was told, but nobody who was in it. */
export interface Fact {
  readonly eventId: string;
  readonly type: string;
  readonly campaignId: string;
  readonly roundId: string | null;
  readonly aggregateId: string;
  readonly sequence: number;
  /** When it happened, by the clock of whoever did it; null when only the recorder's clock is known. */
  readonly capturedAt: Date | null;
  readonly recordedAt: Date;
  readonly content: Readonly<Record<string, unknown>>;
}

/** One tube of a box as a fact keeps it. */
export interface BoxedTube {
  readonly tubeId: string;
  readonly specimens: number;
}

interface AnyContent {
  readonly campaignId: string;
  readonly roundId?: string;
  readonly capturedAt?: string;
  readonly members?: readonly { readonly subjectKind: string }[];
  readonly subjects?: readonly string[];
  readonly people?: readonly object[];
  readonly participantId?: string;
  readonly tubes?: readonly BoxedTube[];
}

/** In: an event. Out: the fact to keep. Lists of people become counts: the command centre sees aggregates only. */
export function factOf(event: ReceivedEvent): Fact {
  const told = event.data as unknown as AnyContent;
  return {
    eventId: event.id,
    type: event.type,
    campaignId: told.campaignId,
    roundId: told.roundId ?? null,
    aggregateId: event.key,
    sequence: event.sequence,
    capturedAt: event.capturedAt ?? (told.capturedAt === undefined ? null : new Date(told.capturedAt)),
    recordedAt: event.recordedAt,
    content: withoutPeople(told),
  };
}

/** When it happened as far as anybody knows, in milliseconds: the time on every axis of the wall. */
export const eventTimeOf = (fact: Fact): number => (fact.capturedAt ?? fact.recordedAt).getTime();

function withoutPeople(told: AnyContent): Record<string, unknown> {
  const { members, subjects, people, participantId: _withheld, tubes, ...rest } = told;
  const content: Record<string, unknown> = rest;
  if (members !== undefined) {
    content['specimens'] = members.length;
    // Swabs of door handles and parcels fill tubes too, and are nobody's answer (人物同防).
    content['persons'] = members.filter((member) => member.subjectKind === 'person').length;
  }
  if (subjects !== undefined) content['subjects'] = subjects.length;
  if (people !== undefined) content['people'] = people.length;
  if (tubes !== undefined) content['tubes'] = tubes.map(({ tubeId, specimens }) => ({ tubeId, specimens }));
  return content;
}
