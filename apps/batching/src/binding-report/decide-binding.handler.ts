import { BindingDecidedV1 } from '@lib/contracts/events/batching/binding-decided.v1';
import { decideBinding } from '@lib/contracts/http/batching/bindings';
import { Refusal } from '@lib/contracts/refusals';
import { emit, Outbox } from '@lib/messaging';
import { appendAudit, requireOwn } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import { districtOfSite } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { BindingReportStore } from './binding-report.store.js';
import type { BindingReport, Decision } from './binding-report.store.js';

export interface DecideBindingCommand {
  readonly actor: Actor;
  readonly reportId: string;
  readonly decision: Decision;
  readonly participantIds?: readonly string[] | undefined;
}

/** A second, named person approves a report or dismisses it. Only an approval has people called back. */
@Injectable()
export class DecideBinding {
  constructor(
    private readonly reports: BindingReportStore,
    private readonly outbox: Outbox,
  ) {}

  async run({ actor, reportId, decision, participantIds }: DecideBindingCommand, tx: Tx): Promise<BindingReport> {
    const report = await this.reports.lock(tx, reportId);
    const owner = report && { site: report.siteCode, district: districtOfSite(report.siteCode) };
    requireOwn(actor, decideBinding, owner, { reportId });
    if (report === undefined) throw new Error('a report without a record belongs to nobody');
    if (report.state !== 'proposed') throw new Refusal('BINDING_DECIDED', { decidedBy: report.decidedBy });
    if (report.reportedBy === actor.id) throw new Refusal('SECOND_SIGNATURE_NEEDED');
    const called = decision === 'approved' ? calledOf(report, participantIds) : [];
    await this.reports.decide(
      tx,
      reportId,
      decision,
      actor.id,
      called.map(({ participantId }) => participantId),
    );
    const { kind, tubeId, campaignId, siteCode } = report;
    const content = {
      ...{ reportId, kind, decision, tubeId, campaignId, siteCode, decidedBy: actor.id },
      people: called.map(({ participantId, part }) => ({ participantId, part })),
      decidedAt: tx.recordedAt.toISOString(),
    };
    await this.outbox.append(tx, [emit(BindingDecidedV1, content, { sequence: 2, actor: actor.id })]);
    const detail = { kind, decision, people: called.length };
    appendAudit(tx, { kind: 'binding-decided', actor, object: { kind: 'tube', id: tubeId }, detail });
    return { ...report, state: decision, decidedBy: actor.id, decidedAt: tx.recordedAt };
  }
}

// Of a wrong tube both are called: whose name is on it, and whose swab is in it.
function calledOf({ kind, people }: BindingReport, chosen: readonly string[] | undefined): BindingReport['people'] {
  if (kind === 'wrong-binding' || chosen === undefined) return people;
  const wanted = new Set(chosen);
  const called = people.filter(({ participantId }) => wanted.delete(participantId));
  if (wanted.size > 0) throw new Refusal('NOT_A_CANDIDATE', { people: wanted.size });
  return called;
}
