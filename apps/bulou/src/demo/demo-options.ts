import { parseArgs } from 'node:util';
import { canariesMax } from '../canaries/canary-people.js';
import { WrongUsage } from '../outcome.js';

export const sabotageKinds = [
  'lose-tube',
  'swap-people',
  'withhold-positive',
  'double-upload',
  'drop-row',
  'alter-custody',
] as const;

export type SabotageKind = (typeof sabotageKinds)[number];

export interface DemoOptions {
  readonly persons: number;
  readonly seed: number;
  readonly prevalence: number;
  readonly isPaced: boolean;
  readonly sabotage: SabotageKind | undefined;
  /** People whose names, cards, telephones and addresses are looked for everywhere afterwards; a thousand at most. */
  readonly areCanaries: boolean;
  readonly asJson: boolean;
}

const numberOf = (
  text: string | undefined,
  name: string,
  isRight: (value: number) => boolean,
  rule: string,
): number => {
  const value = Number(text);
  if (text === undefined || text === '' || !Number.isFinite(value) || !isRight(value))
    throw new WrongUsage(`--${name} ${rule}; it is "${text}".`);
  return value;
};

/** Reads the options of `demo`. Throws WrongUsage naming the option and its rule. */
export function readDemoOptions(args: string[]): DemoOptions {
  const { values } = parseArgs({
    args,
    options: {
      persons: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '42' },
      prevalence: { type: 'string', default: '0.001' },
      pace: { type: 'boolean', default: false },
      sabotage: { type: 'string' },
      canaries: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const sabotage = sabotageKinds.find((kind) => kind === values.sabotage);
  if (values.sabotage !== undefined && !sabotage) {
    throw new WrongUsage(`--sabotage is one of ${sabotageKinds.join(', ')}; it is "${values.sabotage}".`);
  }
  if (values.canaries && Number(values.persons) > canariesMax) {
    throw new WrongUsage(`--canaries are ${canariesMax} people at most; --persons is "${values.persons}".`);
  }
  return {
    // Below 400 people there are too few tubes to show one of every fate.
    persons: numberOf(
      values.persons,
      'persons',
      (n) => Number.isInteger(n) && n >= 400 && n <= 2_000_000,
      'is a whole number from 400 to 2,000,000',
    ),
    seed: numberOf(values.seed, 'seed', Number.isInteger, 'is a whole number'),
    prevalence: numberOf(values.prevalence, 'prevalence', (n) => n >= 0 && n <= 0.2, 'is a share from 0 to 0.2'),
    isPaced: values.pace,
    sabotage,
    areCanaries: values.canaries,
    asJson: values.json,
  };
}
