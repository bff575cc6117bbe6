import type { CampaignPolicy } from '@lib/contracts/policy';
import { Database } from '@lib/platform';
import type { TubePurpose } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import type {
  CaseFact,
  Detection,
  PersonFacts,
  PolicyFact,
  Recollection,
  ReleasedResult,
  TubeFacts,
} from './person-facts.js';

interface TubeRow {
  readonly tube_id: string;
  readonly campaign_id: string;
  readonly round_id: string;
  readonly purpose: TubePurpose;
  readonly order_id: string | null;
  readonly members: number;
  readonly sampled_at: Date;
  readonly sealed_at: Date | null;
}

interface StepRow {
  readonly tube_id: string;
  readonly step: 'handed' | 'received' | 'tested' | 'void' | 'rejected' | 'lost';
  readonly reason: NonNullable<TubeFacts['end']>['reason'];
  readonly at: Date;
}

type OfTube<T> = T & { readonly tube_id: string };

// What the sealing told wins over what the voiding told: the seal knows when the tube was opened.
const tubesOfPerson = `
  select distinct on (tubes.tube_id) tubes.tube_id, campaign_id, round_id, purpose, order_id, members, sampled_at,
    case when told_by = 'sealed' then recorded_at end as sealed_at
  from tube_members join tubes using (tube_id) where participant_id = $1
  order by tubes.tube_id, told_by = 'sealed' desc`;

/** Reads all facts of one person; some ten small look-ups by key. */
@Injectable()
export class ReadPersonFacts {
  constructor(private readonly database: Database) {}

  async of(participantId: string): Promise<PersonFacts> {
    const tubes = await this.database.query<TubeRow>(tubesOfPerson, [participantId]);
    const cases = await this.database.query<CaseFact>(
      'select kind, sequence, tube_id as "tubeId", at from case_facts where participant_id = $1 order by event_id',
      [participantId],
    );
    const recollections = await this.database.query<Recollection & { campaign_id: string }>(
      `select order_id as "orderId", cause, cause_tube_id as "causeTubeId", requested_at as "requestedAt", campaign_id
       from recollections where participant_id = $1 order by order_id`,
      [participantId],
    );
    const measures = await this.database.query<{ startsAt: Date; endsAt: Date }>(
      `select starts_at as "startsAt", least(ends_at, ended_at) as "endsAt"
         from measures_told left join measures_ended using (measure_id) where participant_id = $1`,
      [participantId],
    );
    const foreign = await this.database.query<{ tube_id: string }>(
      `select tube_id from doubted_bindings left join binding_decisions using (report_id)
        where participant_id = $1 and decision is distinct from 'dismissed'`,
      [participantId],
    );
    const foreignTubes = foreign.map(({ tube_id }) => tube_id);
    // A participant is of one campaign, so any of their rows names it.
    const campaignId = tubes[0]?.campaign_id ?? recollections[0]?.campaign_id;
    const campaign = await this.campaignOf(campaignId);
    return { ...campaign, tubes: await this.withFacts(tubes), cases, recollections, measures, foreignTubes };
  }

  private async campaignOf(
    campaignId: string | undefined,
  ): Promise<Pick<PersonFacts, 'isDrill' | 'timeScale' | 'policies'>> {
    // Of whom nothing is known yet, nobody can say which campaign: where only drills are run, it is a drill.
    const [campaign] = await this.database.query<{ isDrill: boolean | null; timeScale: number | null }>(
      `select bool_and(kind = 'drill') as "isDrill", max(time_scale) as "timeScale"
       from campaigns where $1::uuid is null or campaign_id = $1`,
      [campaignId ?? null],
    );
    const policies = await this.database.query<{ policy: CampaignPolicy; validFrom: Date }>(
      'select policy, valid_from as "validFrom" from policies where campaign_id = $1 order by version',
      [campaignId ?? null],
    );
    return {
      isDrill: campaign?.isDrill ?? false,
      timeScale: campaignId === undefined ? 1 : (campaign?.timeScale ?? 1),
      policies: policies satisfies PolicyFact[],
    };
  }

  private async withFacts(tubes: readonly TubeRow[]): Promise<TubeFacts[]> {
    const ids = tubes.map((tube) => tube.tube_id);
    if (ids.length === 0) return [];
    const read = <T extends object>(sql: string) => this.database.query<OfTube<T>>(sql, [ids]);
    const steps = await read<StepRow>(
      'select tube_id, step, reason, at from tube_steps where tube_id = any($1) order by at, step, event_id',
    );
    const results = await read<ReleasedResult>(
      `select tube_id, version, status, finding, sampled_at as "sampledAt", released_at as "releasedAt"
       from results where tube_id = any($1) order by version`,
    );
    const detections = await read<Detection>(
      `select tube_id, version, finding, alarm_share as "alarmShare", raised_at as "raisedAt"
       from detections where tube_id = any($1) order by version`,
    );
    const withdrawals = await read<{ version: number; supersedes: number }>(
      'select tube_id, version, supersedes from withdrawals where tube_id = any($1) order by version',
    );
    const taken = await read<{ at: Date }>(
      'select tube_id, taken_at as at from alerts_taken where tube_id = any($1) order by taken_at',
    );
    return tubes.map((tube) => {
      const its = <T extends object>(rows: readonly OfTube<T>[]) => rows.filter((row) => row.tube_id === tube.tube_id);
      const facts = { results: its(results), detections: its(detections), withdrawals: its(withdrawals) };
      return { ...tubeOf(tube, its(steps)), ...facts, taken: its(taken).map(({ at }) => at) };
    });
  }
}

// The first time counts: a box that changes hands twice left the site once.
function tubeOf(
  tube: TubeRow,
  steps: readonly StepRow[],
): Omit<TubeFacts, 'results' | 'detections' | 'withdrawals' | 'taken'> {
  const first = (step: StepRow['step']): Date | null => steps.find((each) => each.step === step)?.at ?? null;
  const end = steps.find(({ step }) => step === 'void' || step === 'rejected' || step === 'lost');
  return {
    tubeId: tube.tube_id,
    roundId: tube.round_id,
    purpose: tube.purpose,
    orderId: tube.order_id,
    members: tube.members,
    sampledAt: tube.sampled_at,
    sealedAt: tube.sealed_at,
    handedAt: first('handed'),
    receivedAt: first('received'),
    testedAt: first('tested'),
    end: end === undefined ? null : { reason: end.reason, at: end.at },
  };
}
