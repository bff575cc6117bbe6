import type { ContentOf, EventContract } from '@lib/contracts/event';
import { BatchHandedOverV1 } from '@lib/contracts/events/batching/batch-handed-over.v1';
import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { TubeVoidedV1 } from '@lib/contracts/events/batching/tube-voided.v1';
import { AlertTakenV1 } from '@lib/contracts/events/isolation/alert-taken.v1';
import { BatchArrivedV1 } from '@lib/contracts/events/lab/batch-arrived.v1';
import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { ResultRecordedV1 } from '@lib/contracts/events/lab/result-recorded.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { TubeLostV1 } from '@lib/contracts/events/lab/tube-lost.v1';
import { TubeRejectedV1 } from '@lib/contracts/events/lab/tube-rejected.v1';
import type { TubePurpose } from '@lib/vocabulary';
import { type Fact, eventTimeOf } from '../fact-log/fact.js';
import type { TubeTelling } from '../tube-board/tube-board.store.js';
import type { TubeMark } from '../tube-board/tube.js';

/** The content of a fact of this contract, with people already turned into a number. */
type Told<C extends EventContract> = Omit<ContentOf<C>, 'members' | 'subjects' | 'participantId'> & { persons: number };

type Tell<C extends EventContract> = (told: Told<C>, fact: Fact) => TubeTelling[];

interface TubeContent {
  readonly tubeId: string;
  readonly campaignId: string;
  readonly roundId: string;
  readonly siteCode: string;
  readonly purpose: TubePurpose;
}

const belongs = (told: TubeContent): TubeMark => ({
  campaignId: told.campaignId,
  roundId: told.roundId,
  siteCode: told.siteCode,
  purpose: told.purpose,
});

const one = (told: TubeContent, mark: TubeMark): TubeTelling[] => [
  { tubeId: told.tubeId, mark: { ...belongs(told), ...mark } },
];

/** The entry of the translation of one event; its type keeps contract and translation together. */
const tell = <C extends EventContract>(contract: C, run: Tell<C>): [string, Tell<EventContract>] => [
  contract.type,
  run,
];

const arrived: Tell<typeof BatchArrivedV1> = (told, fact) => {
  const recordedAt = fact.recordedAt.getTime();
  const announcedIn = told.campaignId;
  const here = [...new Set([...told.received, ...told.unexpected])];
  return [
    ...here.map((tubeId) => ({
      tubeId,
      mark: { announcedIn, receivedAt: eventTimeOf(fact), receivedLast: recordedAt },
    })),
    ...told.missing.map((tubeId) => ({ tubeId, mark: { announcedIn, missingAt: recordedAt } })),
  ];
};

const translations = new Map<string, Tell<EventContract>>([
  tell(TubeSealedV1, (told, fact) => one(told, { sealedAt: eventTimeOf(fact), sealedPersons: told.persons })),
  tell(TubeVoidedV1, (told, fact) =>
    one(told, { voidedAt: eventTimeOf(fact), voidedPersons: told.persons, voidReason: told.reason }),
  ),
  tell(BatchHandedOverV1, (told, fact) =>
    told.tubes.map(({ tubeId }) => ({
      tubeId,
      mark: { announcedIn: told.campaignId, handedAt: eventTimeOf(fact) },
    })),
  ),
  tell(BatchArrivedV1, arrived),
  tell(TubeRejectedV1, (told, fact) =>
    one(told, { rejectedAt: fact.recordedAt.getTime(), rejectionReason: told.reason }),
  ),
  tell(TubeLostV1, (told, fact) => one(told, { lostAt: fact.recordedAt.getTime() })),
  // When it was tested is the event time of a result; the file with it may land hours later.
  tell(ResultRecordedV1, (told) => one(told, { resultedAt: Date.parse(told.testedAt) })),
  tell(ResultReleasedV1, (told, fact) =>
    one(told, {
      releasedAt: eventTimeOf(fact),
      release: { version: told.resultVersion, status: told.status, finding: told.finding },
    }),
  ),
  tell(DetectionRaisedV1, (told) => one(told, { alarmVersion: told.resultVersion, alarmPersons: told.persons })),
  tell(DetectionWithdrawnV1, (told) => one(told, { withdrawnVersion: told.supersedes })),
  tell(AlertTakenV1, (told) => [{ tubeId: told.tubeId, mark: { takenVersion: told.resultVersion } }]),
]);

/** What a fact tells about tubes, in this room's own words; nothing for facts about other things. */
export function tubeTellings(fact: Fact): TubeTelling[] {
  return translations.get(fact.type)?.(fact.content as unknown as Told<EventContract>, fact) ?? [];
}
