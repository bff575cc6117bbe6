import type { Finding } from '@lib/vocabulary';
import { bar } from '../progress.js';
import { writeJournal } from './device-journal.js';
import type { PracticeRound } from './practice-round.js';
import type { DeviceRound, TubePlan } from './round-plan.js';
import type { PracticePeople } from './known-people.js';
import { releaseUploads, runLabs } from './run-labs.js';
import { sampleRound } from './sample-round.js';
import { type Box, receiveBoxes, type SealedTube, shipBoxes } from './ship-boxes.js';

/** A part of the day in which the sites fill tubes and send what is full; the laboratories work on it meanwhile. */
interface Wave {
  readonly number: number;
  readonly from: number;
  readonly to: number;
  readonly tubesOf: (device: DeviceRound) => readonly TubePlan[];
}

export interface DayOptions {
  readonly isPaced: boolean;
  /** The shortest run that the policy believes, at the drill's time scale. */
  readonly runSecondsMin: number;
}

const sampling = { from: 0.02, to: 0.86 };
// Parts of the day from the end of a wave: on the road, on the bench, in the cycler, at the second person's desk.
const after = { handedOver: 0.01, received: 0.03, uploaded: 0.09, released: 0.11 };

function wavesOf(count: number): Wave[] {
  const share = (sampling.to - sampling.from) / count;
  const cut = (tubes: readonly TubePlan[], number: number) => Math.floor((tubes.length * number) / count);
  return Array.from({ length: count }, (_, number) => ({
    number,
    from: sampling.from + number * share,
    to: sampling.from + (number + 1) * share,
    tubesOf: ({ tubes }) => tubes.slice(cut(tubes, number), cut(tubes, number + 1)),
  }));
}

const sealedOf = (devices: readonly { siteCode: string; tubes: readonly TubePlan[] }[]): SealedTube[] =>
  devices.flatMap(({ siteCode, tubes }) =>
    tubes.filter(({ fate }) => fate !== 'void').map(({ tubeId, fate }) => ({ tubeId, siteCode, fate })),
  );

/** The day of the round: waves of sampling, each followed to the release while the next one is being sampled. */
export class PracticeDay {
  private readonly nextSeq = new Map<string, number>();
  private readonly infected: ReadonlySet<string>;
  private releasing: Promise<void> = Promise.resolve();

  constructor(
    private readonly round: PracticeRound,
    private readonly known: PracticePeople,
    private readonly options: DayOptions,
  ) {
    const tubes = known.plan.flatMap((device) => device.tubes);
    const isInfected = (tube: TubePlan) => tube.people.some((person) => person.isInfected);
    this.infected = new Set(tubes.filter(isInfected).map(({ tubeId }) => tubeId));
  }

  async run(): Promise<Box[]> {
    const total = this.known.plan.reduce((sum, device) => sum + device.tubes.length, 0);
    const sampled = bar('采样 sampling, tubes', total);
    const following: Promise<Box[]>[] = [];
    let done = 0;
    for (const wave of wavesOf(this.options.isPaced ? 12 : 2)) {
      const devices = this.known.plan.map((device) => ({ ...device, tubes: wave.tubesOf(device) }));
      await this.sample(devices, wave, (tubes) => sampled.advance(done + tubes));
      done += devices.reduce((sum, device) => sum + device.tubes.length, 0);
      const onTime = sealedOf(devices).filter((tube) => tube.fate !== 'late');
      const followed = this.follow(onTime, wave.to);
      // Heard at the end, with all the others; until then it is no fault that nobody listens.
      followed.catch(() => undefined);
      following.push(followed);
    }
    sampled.end();
    const late = sealedOf(this.known.plan).filter((tube) => tube.fate === 'late');
    const boxes = (await Promise.all(following)).flat();
    return [...boxes, ...(await this.follow(late, sampling.to))];
  }

  private async sample(devices: readonly DeviceRound[], wave: Wave, advance: (tubes: number) => void): Promise<void> {
    const { round, known } = this;
    let tubes = 0;
    const journals = devices.flatMap((deviceRound) => {
      const device = round.devices.find(({ deviceId }) => deviceId === deviceRound.deviceId);
      if (!device || deviceRound.tubes.length === 0) return [];
      const firstSeq = this.nextSeq.get(device.deviceId) ?? 1;
      const { from, to } = wave;
      const planned = writeJournal(deviceRound, {
        roundId: round.roundId,
        day: round.day,
        idOf: known.idOf,
        from,
        to,
        firstSeq,
      });
      this.nextSeq.set(device.deviceId, firstSeq + planned.length);
      return [{ device, planned, tubes: deviceRound.tubes.length }];
    });
    const done = (journal: { tubes: number }) => advance((tubes += journal.tubes));
    await sampleRound(round, journals, done, this.options.isPaced);
  }

  /** Takes the sealed tubes of a wave to their release. */
  private async follow(tubes: readonly SealedTube[], end: number): Promise<Box[]> {
    const { round, options } = this;
    const at = (part: number) => Math.min(1, end + part);
    await round.day.reach(at(after.handedOver));
    const boxes = await shipBoxes(round, tubes, at(after.handedOver));
    await round.day.reach(at(after.received));
    await receiveBoxes(round, boxes, at(after.received));
    await round.day.reach(at(after.uploaded));
    await runLabs(round, boxes, (tube) => this.findingOf(tube), { ...options, part: at(after.uploaded) });
    await round.day.reach(at(after.released));
    // One release at a time: a supervisor does not release what a colleague is releasing.
    this.releasing = this.releasing.then(() => releaseUploads(round, at(after.released)));
    await this.releasing;
    return boxes;
  }

  private findingOf(tube: SealedTube): Finding {
    if (tube.fate === 'invalid') return 'invalid';
    return this.infected.has(tube.tubeId) ? 'detected' : 'not-detected';
  }
}
