import { staffPoolWords } from '@lib/vocabulary';
import type { TubePurpose } from '@lib/vocabulary';
import { hasEnded } from '../subject/standing.decider.js';
import type { AlarmingFinding, CaseState, OrderState } from '../subject/subject.js';

/** A sentence of the duty list, in both languages. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

const words = (zh: string, en: string): Words => ({ zh, en });

const singleWords: Readonly<Record<AlarmingFinding, Words>> = {
  detected: words('单采复核阳性', 'single recollection detected: verified positive'),
  inconclusive: words('单采结果可疑，待再次单采', 'single recollection inconclusive: another swab is needed'),
  'single-target': words('单采单靶标，待再次单采', 'single recollection, single target: another swab is needed'),
};

export interface AlertSituation {
  readonly finding: AlarmingFinding;
  readonly purpose: TubePurpose;
  readonly isWithdrawn: boolean;
  readonly isTaken: boolean;
  /** How many of its members are people. */
  readonly persons: number;
}

/** Why an alert is on the list. */
export function whyListed({ finding, purpose, isWithdrawn, persons }: AlertSituation): Words {
  if (isWithdrawn) return words('实验室已撤回该结果', 'the laboratory withdrew this result');
  if (persons === 0) return words('环境或物品样本检出，待消毒', 'a place or goods were detected; to be disinfected');
  return purpose === 'recollection' ? singleWords[finding] : staffPoolWords[finding];
}

/** What is to be done about an alert next. */
export function nextStepOfAlert({ isWithdrawn, isTaken, persons }: AlertSituation): Words {
  if (isWithdrawn) return words('无需处置', 'nothing to do');
  if (!isTaken) return words('请接手', 'take it over');
  if (persons === 0) return words('安排消毒', 'have it disinfected');
  return words('逐人落实单采复核', 'see that every person gives a single swab');
}

export interface CaseSituation {
  readonly state: CaseState;
  readonly isTaken: boolean;
  /** The newest order of this person; null when there is none. */
  readonly order: OrderState | null;
}

/** What is to be done about one person next. */
export function nextStepOfCase({ state, isTaken, order }: CaseSituation): Words {
  if (state === 'verified') return words('复核阳性，按预案移交', 'verified positive: hand over by the plan');
  if (state === 'revoked') return words('检出已撤回，告知并致歉', 'the detection was withdrawn: say so and apologise');
  if (hasEnded(state)) return words('单采未检出，解除', 'single swab not detected: released');
  if (order === 'open') return words('通知本人单采', 'call this person for a single swab');
  if (order === 'collected') return words('等待单采结果', 'await the result of the single swab');
  return isTaken
    ? words('再次安排单采', 'ask for another single swab')
    : words('等待接手', 'waits for somebody to take it');
}
