/** One thing that was promised, what was measured, and whether it holds. */
export interface Claim {
  readonly zh: string;
  readonly en: string;
  readonly promised: string;
  readonly measured: string;
  readonly holds: boolean;
}

export interface DrillReport {
  readonly kind: string;
  readonly campaign: string;
  readonly pools: number;
  readonly persons: number;
  readonly claims: readonly Claim[];
  /** Figures besides the claims, by name; milliseconds end in Ms, seconds in Seconds. */
  readonly figures: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly holds: boolean;
}

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** A claim about a count that must be exact. */
export const exactly = (zh: string, en: string, promised: number, measured: number): Claim => ({
  ...{ zh, en, promised: String(promised), measured: String(measured) },
  holds: measured === promised,
});

/** A claim about a time; a measurement that could not be taken does not hold. */
export const within = (zh: string, en: string, secondsMax: number, seconds: number | undefined): Claim => ({
  ...{ zh, en, promised: `≤ ${secondsMax} s` },
  measured: seconds === undefined ? '–' : `${rounded(seconds)} s`,
  holds: seconds !== undefined && seconds <= secondsMax,
});

/** The report as a person reads it. */
export function tableOf({ kind, persons, pools, claims, figures, seconds, holds }: DrillReport): string {
  const lines = claims.map(
    ({ zh, en, promised, measured, holds: isKept }) => `${isKept ? '✓' : '✗'} ${zh} / ${en}: ${measured} (${promised})`,
  );
  const more = Object.entries(figures).map(([name, value]) => `  ${name.padEnd(32)} ${value}`);
  return [
    `drill ${kind}: ${pools} 管 pools, ${persons} 人 persons, ${rounded(seconds, 1)} s`,
    ...lines,
    ...more,
    holds ? '✓ 全部成立 / every claim holds' : '✗ 有承诺未兑现 / a claim does not hold',
  ].join('\n');
}
