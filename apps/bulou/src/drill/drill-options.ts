import { parseArgs } from 'node:util';
import { personsPerTube } from '../bench/tube-maker.js';
import { WrongUsage } from '../outcome.js';

export const drillKinds = ['alarms', 'faults', 'corrections'] as const;
export type DrillKind = (typeof drillKinds)[number];

export interface DrillOptions {
  readonly kind: DrillKind;
  /** Pools that are detected at once, each with ten people. */
  readonly pools: number;
  readonly asJson: boolean;
}

// How each drill is sized: its own word, how many people one of it is, the size that the issue names, and the most.
const sizes: Readonly<Record<DrillKind, { option: string; persons: number; usual: number; max: number }>> = {
  alarms: { option: 'pools', persons: personsPerTube, usual: 1_000, max: 20_000 },
  faults: { option: 'memberships', persons: 1, usual: 100_000, max: 200_000 },
  corrections: { option: 'cases', persons: 1, usual: 10_000, max: 100_000 },
};

/** Reads the words after `drill`. Throws WrongUsage naming what is wrong. */
export function readDrillOptions(args: string[]): DrillOptions {
  const [word = '', ...rest] = args;
  const kind = drillKinds.find((one) => one === word);
  if (kind === undefined) throw new WrongUsage(`drill takes ${drillKinds.join(', ')}; it was given "${word}".`);
  const { option, persons, usual, max } = sizes[kind];
  const { values } = parseArgs({
    args: rest,
    options: { [option]: { type: 'string', default: String(usual) }, json: { type: 'boolean', default: false } },
  });
  const text = String(values[option]);
  const count = Number(text);
  const min = personsPerTube / persons;
  if (!Number.isInteger(count) || count < min || count > max)
    throw new WrongUsage(`--${option} is a whole number from ${min} to ${max}; it is "${text}".`);
  return { kind, pools: Math.ceil((count * persons) / personsPerTube), asJson: values['json'] === true };
}
