import type { ContentOf, EventContract } from '@lib/contracts/event';
import { custodyHash } from '@lib/vocabulary';
import type { CustodyEntry, HashOfText } from '@lib/vocabulary';
import type { RowFault } from '../upload/upload-row.js';
import type { BenchAct, ChainedEntry, LabTube, SecondResult, TubeResult } from './tube.js';

/** What a decision needs from outside: the database's clock of this transaction, SHA-256, and the campaign's policy. */
export interface Surroundings {
  readonly recordedAt: Date;
  readonly hash: HashOfText;
  policyOf(campaignId: string): PolicyInForce;
}

/** What of a campaign's policy decides about a row. */
export interface PolicyInForce {
  /** Undefined while the campaign's opening has not been told here. */
  readonly version: number | undefined;
  readonly ctCutOff: number;
  /** Milliseconds that an assay takes at the least, at the campaign's time scale. */
  readonly runMsMin: number;
}

/** A fact that goes to the outbox. */
export interface Fact {
  readonly contract: EventContract;
  readonly content: Readonly<Record<string, unknown>>;
  readonly sequence: number;
  readonly actor: string;
  readonly deviceId: string | undefined;
  readonly capturedAt: Date | undefined;
  readonly policyVersion: number | undefined;
}

/** Where a row stands after this turn. */
export interface RowOutcome {
  readonly uploadId: string;
  readonly row: number;
  readonly outcome: 'accepted' | 'held' | 'rejected' | 'duplicate';
  readonly fault: RowFault | undefined;
  readonly resultVersion: number | undefined;
}

/** Who did it, with which device, when by that device's clock. */
export interface By {
  readonly actor: string;
  readonly deviceId: string | undefined;
  readonly capturedAt: Date | undefined;
}

/**
 * One tube's way through one decision: the tube as it becomes, and all that has to be written beside it. A decision
 * changes it by these few steps only, so that custody, sequences and states cannot part from each other.
 */
export class Turn {
  readonly custody: ChainedEntry[] = [];
  readonly facts: Fact[] = [];
  readonly rowOutcomes: RowOutcome[] = [];
  /** Acts that are new or changed. */
  readonly acts = new Map<string, BenchAct>();
  /** Versions that are new or changed. */
  readonly results = new Map<number, TubeResult>();
  readonly secondResults: SecondResult[] = [];

  constructor(
    public tube: LabTube,
    readonly around: Surroundings,
  ) {}

  change(part: Partial<LabTube>): void {
    this.tube = { ...this.tube, ...part };
  }

  setAct(act: BenchAct): void {
    this.acts.set(act.id, act);
    const others = this.tube.acts.filter(({ id }) => id !== act.id);
    this.change({ acts: [...others, act].sort((a, b) => a.recordedAt.getTime() - b.recordedAt.getTime()) });
  }

  setResult(result: TubeResult): void {
    this.results.set(result.version, result);
    if (result.isEffective) this.change({ effective: result });
  }

  /** Adds a link to the chain. The head must be known: callers look for the hand-over first. */
  link(step: CustodyEntry['step'], place: string, by: By, at: Date, more: Partial<CustodyEntry> = {}): void {
    const head = this.tube.custody;
    if (head === undefined) throw new Error(`the custody head of ${this.tube.tubeId} is not known`);
    const entry: CustodyEntry = {
      tubeId: this.tube.tubeId,
      seq: head.seq + 1,
      step,
      actor: by.actor,
      deviceId: by.deviceId ?? null,
      place,
      reason: null,
      capturedAt: by.capturedAt?.toISOString() ?? null,
      recordedAt: at.toISOString(),
      detail: {},
      ...more,
    };
    const hash = custodyHash(this.around.hash, head.hash, entry);
    this.custody.push({ entry, hash });
    this.change({ custody: { seq: entry.seq, hash } });
  }

  /** Tells a fact on the topic of results. */
  tellResult<C extends EventContract>(contract: C, content: ContentOf<C>, by: By): void {
    this.change({ resultSequence: this.tube.resultSequence + 1 });
    this.tell(contract, content, this.tube.resultSequence, by);
  }

  /** Tells a fact on the topic of detections, which counts for itself: alarms travel on a way of their own. */
  tellDetection<C extends EventContract>(contract: C, content: ContentOf<C>, by: By): void {
    this.change({ detectionSequence: this.tube.detectionSequence + 1 });
    this.tell(contract, content, this.tube.detectionSequence, by);
  }

  private tell<C extends EventContract>(contract: C, content: ContentOf<C>, sequence: number, by: By): void {
    const policyVersion = this.policy()?.version;
    this.facts.push({ contract, content, sequence, ...by, policyVersion });
  }

  policy(): PolicyInForce | undefined {
    const campaignId = this.tube.sealed?.campaignId ?? this.tube.handed?.campaignId;
    return campaignId === undefined ? undefined : this.around.policyOf(campaignId);
  }
}
