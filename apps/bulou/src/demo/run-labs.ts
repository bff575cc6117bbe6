import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@lib/platform';
import type { Finding } from '@lib/vocabulary';
import { chunksOf, inLanes } from '../outside/lanes.js';
import { readList } from '../outside/read-list.js';
import { supervisorOf, technicianOf } from './callers.js';
import { type LabFileForm, type LabRow, writeLabFile } from './lab-files.js';
import type { PracticeRound } from './practice-round.js';
import type { Box, SealedTube } from './ship-boxes.js';

// 94 specimens and two controls fill a 96-well plate (screens §1.3).
const tubesPerPlate = 94;
const forms: readonly LabFileForm[] = ['xlsx', 'csv-gbk', 'csv-utf8'];
// A tube of the practice roll that no site ever opened.
const unknownTube = '99999999999993';

export interface UploadAnswer {
  job: string;
  rows: number;
  accepted: number;
  held: number;
  rejected: number;
  duplicates: number;
  alarming: number;
  errors: { row: number; code: string; message: string }[];
}

/** Where and when a file is sent. */
interface Bench {
  readonly round: PracticeRound;
  readonly labCode: string;
  readonly part: number;
}

/** Faults that a plate's file carries besides its good rows, and what must become of them. */
interface PlateFaults {
  readonly rows: readonly LabRow[];
  readonly held: number;
  readonly rejected: number;
}

async function upload(bench: Bench, file: Uint8Array): Promise<UploadAnswer> {
  const { round, labCode, part } = bench;
  return round.client.ask<UploadAnswer>(technicianOf(labCode), {
    method: 'POST',
    path: `/api/lab/v1/uploads?capturedAt=${round.day.at(part)}`,
    file,
  });
}

function demandCounts(answer: UploadAnswer, expected: Partial<UploadAnswer>): void {
  const wrong = Object.entries(expected).filter(([name, count]) => answer[name as keyof UploadAnswer] !== count);
  if (wrong.length === 0) return;
  const first = answer.errors.slice(0, 3).map((error) => JSON.stringify(error));
  throw new Error(
    `upload ${answer.job}: expected ${JSON.stringify(expected)}, answered ${JSON.stringify({ ...answer, parsed: undefined, errors: first })}`,
  );
}

const faultsOf = (plate: number): PlateFaults =>
  plate % 3 === 0
    ? {
        rows: [
          { tubeId: unknownTube, finding: 'not-detected' },
          { tubeId: unknownTube, finding: 'not-detected', wordInstead: '阴阳不明' },
        ],
        held: 1,
        rejected: 1,
      }
    : { rows: [], held: 0, rejected: 0 };

/** Tests one plate: its file with faults mixed in, and every fourth file sent twice, since laboratories do that too. */
async function runPlate(bench: Bench, plate: readonly LabRow[], number: number): Promise<void> {
  const { round, labCode } = bench;
  const faults = faultsOf(number);
  const form = forms[number % forms.length] ?? 'xlsx';
  const file = await writeLabFile(form, [...plate, ...faults.rows], systemClock.now(), round.chance);
  const answer = await upload(bench, file);
  demandCounts(answer, {
    rows: plate.length + faults.rows.length,
    accepted: plate.length,
    held: faults.held,
    rejected: faults.rejected,
  });
  round.witness.write(
    plate.map(({ tubeId, finding }) => ({ kind: 'result', lab: labCode, tubeId, finding, outcome: 'ok' })),
  );
  if (number % 4 === 0) demandCounts(await upload(bench, file), { job: answer.job, accepted: answer.accepted });
  if (number === 1) await repeatRows(bench, plate);
}

/** The same rows in another file are duplicates; another verdict for a tube that has one is held, never written over. */
async function repeatRows(bench: Bench, plate: readonly LabRow[]): Promise<void> {
  const { round } = bench;
  const again = plate.filter((row) => row.finding === 'not-detected').slice(0, 3);
  const [first] = again;
  if (!first) return;
  const rows: LabRow[] = [...again.slice(1), { ...first, finding: 'invalid' }];
  const file = await writeLabFile('csv-gbk', rows, systemClock.now(), round.chance);
  demandCounts(await upload(bench, file), {
    rows: rows.length,
    accepted: 0,
    duplicates: rows.length - 1,
    held: 1,
  });
}

const isTested = (tube: SealedTube) => tube.fate !== 'lost' && tube.fate !== 'leaking';

/**
 * Tests every received tube and uploads its result, plate by plate, laboratory by laboratory.
 *
 * @param findingOf what the tube holds in truth
 * @param runSecondsMin the shortest run that the policy believes, at the drill's time scale
 * @param part the part of the day, 0..1, at which the files are sent
 */
export async function runLabs(
  round: PracticeRound,
  boxes: readonly Box[],
  findingOf: (tube: SealedTube) => Finding,
  { runSecondsMin, part }: { runSecondsMin: number; part: number },
): Promise<void> {
  // A file tells whole seconds: without the second more, a test would seem to be older than its tube's arrival.
  await pause((runSecondsMin + 1) * 1_000);
  await inLanes([...Map.groupBy(boxes, (box) => box.labCode)], 2, async ([labCode, own]) => {
    const rows = own.flatMap((box) =>
      box.tubes.filter(isTested).map((tube) => ({ tubeId: tube.tubeId, finding: findingOf(tube) })),
    );
    for (const [number, plate] of chunksOf(round.chance.shuffled(rows), tubesPerPlate).entries()) {
      await runPlate({ round, labCode, part }, plate, number);
    }
  });
}

interface ListedUpload {
  readonly job: string;
  readonly releasedAt: string | null;
  readonly accepted: number;
}

/** Releases every upload that waits, each by the laboratory's second person. */
export async function releaseUploads({ client, day, labs }: PracticeRound, part: number): Promise<void> {
  for (const supervisor of labs.map(supervisorOf)) {
    const uploads = await readList<ListedUpload>(client, supervisor, '/api/lab/v1/uploads', 'uploads');
    for (const { job } of uploads.filter((upload) => upload.releasedAt === null && upload.accepted > 0)) {
      const path = `/api/lab/v1/uploads/${job}/release`;
      await client.ask(supervisor, { method: 'POST', path, json: { capturedAt: day.at(part) } });
    }
  }
}

/** Declares the tubes lost that were handed over and never came; their people are called back. */
export async function declareLost(
  round: PracticeRound,
  boxes: readonly Box[],
  spared: ReadonlySet<string>,
): Promise<string[]> {
  const lost = boxes.flatMap((box) =>
    box.tubes
      .filter((tube) => tube.fate === 'lost' && !spared.has(tube.tubeId))
      .map((tube) => ({ tubeId: tube.tubeId, labCode: box.labCode })),
  );
  for (const { tubeId, labCode } of lost) {
    await round.client.ask(supervisorOf(labCode), {
      method: 'POST',
      path: `/api/lab/v1/tubes/${tubeId}/lost`,
      json: {},
    });
  }
  return lost.map((tube) => tube.tubeId);
}
