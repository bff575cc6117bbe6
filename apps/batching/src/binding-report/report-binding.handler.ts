import { BindingReportedV1 } from '@lib/contracts/events/batching/binding-reported.v1';
import { reportBinding } from '@lib/contracts/http/batching/bindings';
import { campaignPolicy } from '@lib/contracts/policy';
import { Refusal } from '@lib/contracts/refusals';
import { emit, Outbox } from '@lib/messaging';
import { appendAudit, IDS, requireOwn } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import { districtOfSite } from '@lib/vocabulary';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { BindingReportStore } from './binding-report.store.js';
import type { BindingKind, BindingPerson, BindingReport, DoubtedTube } from './binding-report.store.js';

export interface ReportBindingCommand {
  readonly actor: Actor;
  readonly tubeId: string;
  readonly kind: BindingKind;
  readonly swabs?: number | undefined;
  readonly participantId?: string | undefined;
  readonly rightfulParticipantId?: string | undefined;
}

// What holds for a campaign whose policy was not told here yet.
const presumed = campaignPolicy.parse({ version: 1 });

/** Writes down that a tube holds other swabs than the record says, and whom that may concern. It calls nobody. */
@Injectable()
export class ReportBinding {
  constructor(
    private readonly reports: BindingReportStore,
    private readonly outbox: Outbox,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(command: ReportBindingCommand, tx: Tx): Promise<BindingReport> {
    const { actor, tubeId, kind, swabs } = command;
    const tube = await this.#find(tx, command);
    const people = kind === 'unbound-swab' ? await this.#candidates(tx, tube, swabs) : await this.#both(tx, command);
    const minutes = (tube.bindingMinutesMax ?? presumed.bindingDecisionMinutesMax) / tube.timeScale;
    const report: BindingReport = {
      ...{ reportId: this.ids.uuid7(), kind, state: 'proposed', tubeId, people },
      ...{ campaignId: tube.campaignId, siteCode: tube.siteCode, specimens: tube.specimens, swabs: swabs ?? null },
      ...{ reportedBy: actor.id, reportedAt: tx.recordedAt, decidedBy: null, decidedAt: null },
      dueAt: new Date(tx.recordedAt.getTime() + minutes * 60_000),
    };
    if (!(await this.reports.add(tx, report))) throw new Refusal('BINDING_REPORTED', { tubeId });
    await this.outbox.append(tx, [factOf(report)]);
    const detail = { kind, people: people.length };
    appendAudit(tx, { kind: 'binding-reported', actor, object: { kind: 'tube', id: tubeId }, detail });
    return report;
  }

  async #find(tx: Tx, { actor, tubeId }: ReportBindingCommand): Promise<DoubtedTube> {
    const tube = await this.reports.tube(tx, tubeId);
    const owner = tube && {
      ...{ site: tube.siteCode, district: districtOfSite(tube.siteCode) },
      ...(tube.labCode === null ? {} : { lab: tube.labCode }),
    };
    requireOwn(actor, reportBinding, owner, { tubeId });
    if (tube === undefined) throw new Error('a tube without a record belongs to nobody');
    if (!tube.isSealed) throw new Refusal('TUBE_NOT_SEALED', { tubeId });
    return tube;
  }

  async #candidates(tx: Tx, tube: DoubtedTube, swabs: number | undefined): Promise<BindingPerson[]> {
    const { tubeId, specimens, timeScale } = tube;
    if (swabs !== undefined && swabs <= specimens) throw new Refusal('NO_SWAB_TOO_MANY', { recorded: specimens });
    const minutes = (tube.unboundMinutesMax ?? presumed.unboundSwabMinutesMax) / timeScale;
    return this.reports.candidates(tx, tubeId, minutes);
  }

  async #both(tx: Tx, command: ReportBindingCommand): Promise<BindingPerson[]> {
    const { tubeId, participantId, rightfulParticipantId } = command;
    if (participantId === undefined || !(await this.reports.isMember(tx, tubeId, participantId))) {
      throw new Refusal('NOT_IN_TUBE', { tubeId });
    }
    const bound: BindingPerson = { participantId, part: 'bound', otherTubeId: tubeId };
    if (rightfulParticipantId === undefined || rightfulParticipantId === participantId) return [bound];
    return [bound, { participantId: rightfulParticipantId, part: 'rightful', otherTubeId: null }];
  }
}

function factOf({ people, reportedAt, dueAt, ...report }: BindingReport) {
  const { reportId, kind, tubeId, campaignId, siteCode, reportedBy } = report;
  const content = {
    ...{ reportId, kind, tubeId, campaignId, siteCode, reportedBy },
    people: people.map(({ participantId, part }) => ({ participantId, part })),
    ...{ reportedAt: reportedAt.toISOString(), dueAt: dueAt.toISOString() },
  };
  return emit(BindingReportedV1, content, { sequence: 1, actor: reportedBy });
}
