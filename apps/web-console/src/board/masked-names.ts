import { ask } from '@lib/screens';
import { reactive } from 'vue';

// The masking route takes two hundred people at a time.
const maskedAtOnce = 200;

interface Person {
  readonly campaignId: string;
  readonly participantId: string;
}

export interface MaskedNames {
  readonly names: ReadonlyMap<string, string>;
  /** Asks registration for those that are not known yet. */
  readonly learn: (people: readonly Person[]) => Promise<void>;
  /** The same beside a list: whom registration cannot tell now stays unnamed until the next reading, and the list is no older for that. */
  readonly learnInPassing: (people: readonly Person[]) => Promise<void>;
}

/** Masked names of people, asked for once each: what a list shows until somebody looks with a reason. */
export function maskedNames(): MaskedNames {
  const names = reactive(new Map<string, string>());
  const learnOf = async (campaignId: string, unknown: readonly string[]): Promise<void> => {
    for (let start = 0; start < unknown.length; start += maskedAtOnce) {
      const { participants } = await ask<{ participants: { participantId: string; maskedName: string }[] }>(
        '/api/registration/v1/participants/masked',
        { method: 'POST', json: { campaignId, participantIds: unknown.slice(start, start + maskedAtOnce) } },
      );
      for (const person of participants) names.set(person.participantId, person.maskedName);
    }
  };
  const learn = async (people: readonly Person[]): Promise<void> => {
    const unknown = new Map<string, Set<string>>();
    for (const { campaignId, participantId } of people) {
      if (names.has(participantId)) continue;
      unknown.set(campaignId, (unknown.get(campaignId) ?? new Set()).add(participantId));
    }
    for (const [campaignId, ids] of unknown) await learnOf(campaignId, [...ids]);
  };
  const learnInPassing = (people: readonly Person[]) => learn(people).catch(() => undefined);
  return { names, learn, learnInPassing };
}

/** Roles that call on people; the others see numbers only. Registration decides; this spares a question that it refuses. */
export const callers: readonly string[] = [
  ...['cdc-duty', 'isolation-officer', 'community-cadre', 'doctor', 'sampling-squad'],
];
