import type { VerifyReport } from './report.js';

/** How often a look is taken at the most: clocks of a drill tell something every second, but rarely five times in a row. */
const looksMax = 5;

/**
 * A clock may tell a fact between the house's rest and the end of the look: the snapshot has it and nobody has applied it
 * yet, or Kafka has it and the snapshot has not. Such a look proves nothing, and is taken again; one during which nothing
 * was told counts, whatever it finds. In: the look, and what was told so far. Out: the last look's report.
 */
export async function lookAgainWhileTold(
  look: () => Promise<VerifyReport>,
  toldSoFar: () => Promise<string>,
): Promise<VerifyReport> {
  for (let looks = 1; ; looks += 1) {
    const before = await toldSoFar();
    const report = await look();
    if (report.violations === 0 || looks === looksMax || (await toldSoFar()) === before) return report;
  }
}
