/** What one check found. `sample` names the first few tubes, people and places; `why` says why it was skipped, or what it could not see. */
export interface CheckReport {
  readonly id: string;
  /** The law that was checked, as one sentence: Chinese, then English. */
  readonly name: string;
  readonly status: 'ok' | 'violated' | 'skipped';
  readonly violations: number;
  readonly sample: string[];
  readonly why?: string;
}

/** Counts of the campaigns that were checked, all read from the rooms' own tables. */
export interface Figures {
  /** People with at least one scan. */
  readonly persons: number;
  /** Scanned people of closed rounds without answer, recall or a named reason. */
  readonly unanswered: number;
  readonly cases: number;
  /** Members of detected tubes of rounds who have a recollection order. */
  readonly recalled: number;
  /** Cases verified by a single tube. */
  readonly positives: number;
  /** Tubes of rounds whose effective result raised an alarm. */
  readonly detectedPools: number;
}

export interface VerifyReport {
  readonly violations: number;
  readonly campaigns: string[];
  readonly checks: CheckReport[];
  readonly figures: Figures;
}
