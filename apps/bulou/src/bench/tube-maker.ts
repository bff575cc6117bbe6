import type { TubeRoll } from '../demo/round-plan.js';

/** Persons in a tube: the usual pool (domain R20). */
export const personsPerTube = 10;
/** Events of a tube's life at the site: opened, filled, sealed. */
export const eventsPerTube = personsPerTube + 2;

/** A tube as the bench filled it; its persons follow from the device's number and the first of their numbers. */
export interface BenchTube {
  readonly tubeId: string;
  readonly device: number;
  readonly firstPerson: number;
}

const hex = (value: number, digits: number) => (value >>> 0).toString(16).padStart(digits, '0');

/**
 * The pseudonym of a device's n-th person. It can be written down again from two numbers, so that the bench keeps no
 * list of a million people, and it is scattered like real ones: consecutive ids would flatter every index.
 */
export function personOf(run: string, device: number, number: number): string {
  const scattered = hex(Math.imul(number + 1, 0x9e3779b1), 8);
  return `${scattered}-${hex(number & 0xffff, 4)}-4${hex(device & 0xfff, 3)}-8${run.slice(0, 3)}-${run.slice(3, 15)}`;
}

/** Writes the events of tubes as a phone does, as text: the generator's own cost must stay small beside what it measures. */
export class TubeMaker {
  private seq = 0;
  private persons = 0;

  constructor(
    private readonly place: { run: string; campaignId: string; roundId: string; deviceId: string; device: number },
    private readonly roll: TubeRoll,
  ) {}

  /** A journal of so many tubes, and which tubes they are. */
  journal(tubes: number, capturedAt: string): { body: string; tubes: BenchTube[] } {
    const { campaignId, deviceId } = this.place;
    const made = Array.from({ length: tubes }, () => this.tube(capturedAt));
    const events = made.map(({ events: text }) => text).join(',');
    return {
      body: `{"campaignId":"${campaignId}","deviceId":"${deviceId}","events":[${events}]}`,
      tubes: made.map(({ tube }) => tube),
    };
  }

  private tube(capturedAt: string): { events: string; tube: BenchTube } {
    const { run, device, roundId } = this.place;
    const tubeId = this.roll.take();
    const firstPerson = this.persons;
    this.persons += personsPerTube;
    const next = () => `"seq":${++this.seq},"capturedAt":"${capturedAt}","tubeId":"${tubeId}"`;
    const opened = `{"kind":"open-tube",${next()},"roundId":"${roundId}","capacity":${personsPerTube},"purpose":"round"}`;
    const scans = Array.from(
      { length: personsPerTube },
      (_, index) =>
        `{"kind":"scan",${next()},"subjectKind":"person","subjectId":"${personOf(run, device, firstPerson + index)}"}`,
    );
    const sealed = `{"kind":"seal-tube",${next()},"specimens":${personsPerTube}}`;
    return { events: [opened, ...scans, sealed].join(','), tube: { tubeId, device, firstPerson } };
  }
}
