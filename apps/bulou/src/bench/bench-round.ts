import { randomBytes, randomInt } from 'node:crypto';
import { systemClock } from '@lib/platform';
import type { LauncherConfig } from '../bulou.config.js';
import { readCity } from '../demo/city.js';
import { openCampaign } from '../demo/open-campaign.js';
import type { DemoDevice } from '../demo/practice-round.js';
import { TubeRoll } from '../demo/round-plan.js';
import { keyFilesIn, readJwk } from '../keys.js';
import { OutsideClient } from '../outside/outside-client.js';
import { LoadClient } from './load-client.js';
import { TubeMaker } from './tube-maker.js';

/** The drill campaign that a run of the bench has for itself. */
export interface BenchRound {
  readonly client: LoadClient;
  readonly campaignId: string;
  readonly roundId: string;
  readonly devices: readonly BenchDevice[];
  readonly labs: readonly string[];
  /** Fifteen digits that are part of every pseudonym of this run. */
  readonly run: string;
}

export interface BenchDevice extends DemoDevice {
  readonly number: number;
  readonly maker: TubeMaker;
}

const labs = ['LAB-DRILL1', 'LAB-DRILL2'] as const;
const devicesPerSite = 2;
const rollStartMax = 99_000_000_000;

/** Opens the campaign by the public API and gives every device its own numbering. */
export async function openBenchRound(url: string, config: LauncherConfig, devices: number): Promise<BenchRound> {
  const issuer = { key: readJwk(keyFilesIn(config.state).issuer), name: config.issuer };
  const setUp = new OutsideClient(url, issuer);
  const nowMs = systemClock.now().getTime();
  try {
    const city = readCity(config.root);
    const opened = await openCampaign(setUp, city, city.sites.slice(0, Math.ceil(devices / devicesPerSite)), labs, {
      persons: 0,
      timeScale: 1,
      nowMs,
      name: '演练 · 压力测试 bench',
      // A plate of the bench is tested in the second in which it is uploaded.
      policy: { runMinutesMin: 0 },
    });
    // By chance and not by the clock: the bench uses up numbers faster than a clock that two runs share would give them.
    const roll = new TubeRoll(randomInt(rollStartMax));
    const { campaignId, roundId } = opened;
    const run = randomBytes(8).toString('hex').slice(0, 15);
    return {
      client: new LoadClient(url, issuer, devices + 64),
      campaignId,
      roundId,
      labs,
      run,
      devices: opened.devices.map((device, number) => ({
        ...device,
        number,
        maker: new TubeMaker({ run, campaignId, roundId, deviceId: device.deviceId, device: number }, roll),
      })),
    };
  } finally {
    await setUp.close();
  }
}

/** What the generator knows to have been acknowledged; the house is held against it at the end. */
export class Ledger {
  readonly sealed: { tubeId: string; device: number; firstPerson: number }[] = [];
  /** Tubes whose result was released, with their finding. */
  readonly released: string[] = [];
  /** Detected tubes, with the moment in milliseconds since 1970 at which their file was due to be sent. */
  readonly detected = new Map<string, number>();
}
