import { parseArgs } from 'node:util';
import { WrongUsage } from '../outcome.js';

export interface BenchOptions {
  /** How long is measured in all, the limits of the machine included. */
  readonly seconds: number;
  /** Tubes of ten in one POST: 1 is a live phone, 40 the most that a journal holds. */
  readonly tubesPerJournal: number;
  /** Devices that send at once in the closed loop. */
  readonly devices: number;
  readonly isBaseline: boolean;
  readonly asJson: boolean;
}

function wholeNumber(text: string, name: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new WrongUsage(`--${name} is a whole number from ${min} to ${max}; it is "${text}".`);
}

/** Reads the options of `bench`. Throws WrongUsage naming the option and its rule. */
export function readBenchOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '60' },
      'tubes-per-journal': { type: 'string', default: '10' },
      devices: { type: 'string', default: '32' },
      baseline: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    seconds: wholeNumber(values.seconds, 'seconds', 10, 3_600),
    // Twelve events a tube, 500 events a journal.
    tubesPerJournal: wholeNumber(values['tubes-per-journal'], 'tubes-per-journal', 1, 40),
    devices: wholeNumber(values.devices, 'devices', 2, 200),
    isBaseline: values.baseline,
    asJson: values.json,
  };
}

/** How the seconds are shared out: limits of the machine, closed loop, open loop. */
export function partsOf(seconds: number): { limit: number; closed: number; open: number } {
  const limit = Math.min(5, seconds * 0.1);
  const left = seconds - 2 * limit;
  return { limit, closed: left * 0.55, open: left * 0.45 };
}
