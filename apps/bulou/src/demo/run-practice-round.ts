import type { Clock } from '@lib/vocabulary';
import type { LauncherConfig } from '../bulou.config.js';
import { keyFilesIn, readJwk } from '../keys.js';
import { OutsideClient } from '../outside/outside-client.js';
import { step } from '../progress.js';
import { admin } from './callers.js';
import { Chance } from './chance.js';
import { readCity } from './city.js';
import { DemoDay } from './day.js';
import { canaryOf } from '../canaries/canary-people.js';
import type { DemoOptions } from './demo-options.js';
import { answerThePeople } from './answer-the-people.js';
import { openCampaign } from './open-campaign.js';
import { type DemoPerson, inventPeople } from './people.js';
import type { PracticePeople } from './known-people.js';
import type { PracticeRound } from './practice-round.js';
import { planRound, TubeRoll } from './round-plan.js';
import { PracticeDay } from './run-day.js';
import { declareLost } from './run-labs.js';
import type { Box } from './ship-boxes.js';
import { takeRoster } from './take-roster.js';
import { Witness, witnessPath } from './witness.js';

export interface PracticeFigures {
  readonly campaign: string;
  readonly persons: number;
  readonly tubes: number;
  readonly boxes: number;
  readonly results: number;
  readonly detectedPools: number;
  readonly cases: number;
  readonly recalled: number;
  readonly positives: number;
}

export interface PracticeOutcome {
  readonly figures: PracticeFigures;
  /** The tube that `--sabotage lose-tube` let disappear. */
  readonly sparedTube: string | undefined;
}

const pacedSeconds = 600; // a day in ten minutes
const dayMinutes = 14 * 60;
const personsPerSite = 1000;
const sitesMin = 4;
const labs = ['LAB-DRILL1', 'LAB-DRILL2'] as const;
const runMinutesMin = 60; // the policy's default; divided by the drill's time scale

async function prepare(
  client: OutsideClient,
  options: DemoOptions,
  config: LauncherConfig,
  clock: Clock,
  chance: Chance,
) {
  const city = readCity(config.root);
  const count = Math.min(city.sites.length, Math.max(sitesMin, Math.ceil(options.persons / personsPerSite)));
  const sites = chance.shuffled(city.sites).slice(0, count);
  const realSeconds = options.isPaced ? pacedSeconds : 0;
  const timeScale = options.isPaced ? (dayMinutes * 60) / pacedSeconds : dayMinutes * 2;
  const day = new DemoDay(clock, realSeconds);
  const invented = inventPeople(options.persons, options.prevalence, chance);
  const people = options.areCanaries ? invented.map((person) => ({ ...person, ...canaryOf(person.index) })) : invented;
  const opened = await step(`开启行动 open the campaign: ${city.source}; ${count} sites used`, () =>
    openCampaign(client, city, sites, labs, { persons: options.persons, timeScale, nowMs: clock.now().getTime() }),
  );
  const [desk] = opened.devices;
  if (!desk) throw new Error('a campaign without a device');
  const ids = await step(`导入名册 import the roster: ${options.persons} people`, () =>
    takeRoster(client, opened.campaignId, people, desk),
  );
  const idOf = (person: DemoPerson) => {
    const participantId = ids.get(person.index);
    if (!participantId) throw new Error(`person ${person.index} has no pseudonym`);
    return participantId;
  };
  return { sites, day, people, opened, idOf, runSecondsMin: (runMinutesMin * 60) / timeScale };
}

/** Runs the practice round from the campaign's opening to its close; everything goes through the gateway. */
export async function runPracticeRound(
  url: string,
  options: DemoOptions,
  config: LauncherConfig,
  clock: Clock,
): Promise<PracticeOutcome> {
  const chance = new Chance(options.seed);
  const client = new OutsideClient(url, { key: readJwk(keyFilesIn(config.state).issuer), name: config.issuer });
  const ready = await prepare(client, options, config, clock, chance);
  const { opened, people, sites, day, idOf, runSecondsMin } = ready;
  const witness = new Witness(witnessPath(config.state, opened.campaignId));
  const round: PracticeRound = { client, chance, day, witness, labs, sites, ...opened };
  // Milliseconds of the epoch fit the roll's eleven digits until 5138 when divided by ten; two rounds never share a roll.
  const roll = new TubeRoll(Math.floor(clock.now().getTime() / 10) % 99_000_000_000);
  const known: PracticePeople = { people, idOf, roll, plan: planRound(people, opened.devices, roll, chance) };
  witness.write([{ kind: 'campaign', campaignId: opened.campaignId, persons: people.length }]);
  try {
    const boxes = await new PracticeDay(round, known, { isPaced: options.isPaced, runSecondsMin }).run();
    const spared =
      options.sabotage === 'lose-tube'
        ? boxes.flatMap((box) => box.tubes).find((tube) => tube.fate === 'lost')?.tubeId
        : undefined;
    await step('挂失 declare what never came', () => declareLost(round, boxes, new Set(spared ? [spared] : [])));
    const answered = await answerThePeople(round, known, {
      spared,
      runSecondsMin,
      waitingRoundId: opened.waitingRoundId,
    });
    await client.ask(admin, { method: 'POST', path: `/api/registration/v1/rounds/${opened.roundId}/close`, json: {} });
    return { figures: { ...figuresOf(opened.campaignId, known, boxes), ...answered }, sparedTube: spared };
  } finally {
    witness.close();
    await client.close();
  }
}

function figuresOf(campaign: string, known: PracticePeople, boxes: readonly Box[]) {
  const tubes = known.plan.flatMap((device) => device.tubes);
  const tested = boxes.flatMap((box) => box.tubes).filter(({ fate }) => fate !== 'lost' && fate !== 'leaking');
  return { campaign, persons: known.people.length, tubes: tubes.length, boxes: boxes.length, results: tested.length };
}
