import type { DeviceEvent, JournalAnswer } from '@lib/contracts/http/batching/journal';
import { Refusal, type RefusalCode, refusals } from '@lib/contracts/refusals';
import { type HashOfText, rollingHash } from '@lib/vocabulary';
import type { CustodyLink } from '../tube/custody.js';
import { sealTube } from '../tube/seal.decider.js';
import { openTube, scan, undoScan, voidTube } from '../tube/tube.decider.js';
import type { Tube, UndoneScan } from '../tube/tube.js';
import type { Fact, SiteContext, Verdict } from '../tube/verdict.js';
import { type DeviceCursor, type JournalException, type PostContext, rollingRoot } from './device.js';
import { fingerprintOf, type ReadEvent } from './read-events.js';
import { recordedUnder, repeatedAnswer } from './repeat.decider.js';

/** One POST of a device at a site. */
export interface JournalCommand {
  readonly campaignId: string;
  readonly deviceId: string;
  readonly siteCode: string;
  readonly actor: string;
  /** End of the shift that the caller's token was given for; nothing when it was given for none. */
  readonly shiftEndsAt?: Date;
  /** In order of their numbers. */
  readonly events: readonly ReadEvent[];
}

/** What the record says when the POST is decided. */
export interface JournalRecord {
  readonly cursor: DeviceCursor | undefined;
  readonly tubes: ReadonlyMap<string, Tube>;
  readonly context: PostContext;
}

/** All that one POST changes: the cursor and the tubes go together or not at all. */
export interface JournalChange {
  cursor: DeviceCursor;
  readonly tubes: Map<string, Tube>;
  readonly links: CustodyLink[];
  readonly undone: UndoneScan[];
  readonly facts: Fact[];
  readonly exceptions: JournalException[];
  readonly answers: JournalAnswer[];
}

/**
 * Takes the events of a POST one after the other. The next number is decided by the law of the tube and the cursor
 * moves on, whatever the law says; a number already passed gets its first answer again; behind a gap nothing is
 * recorded, because the missing event might be the opening of the very tube.
 */
export function takeJournal(
  record: JournalRecord,
  command: JournalCommand,
  at: { recordedAt: Date; hash: HashOfText },
): JournalChange {
  const start = record.cursor ?? { deviceId: command.deviceId, lastSeq: 0, rollingHash: rollingRoot };
  const change: JournalChange = {
    cursor: start,
    tubes: new Map(),
    links: [],
    undone: [],
    facts: [],
    exceptions: [],
    answers: [],
  };
  const journal = new Journal(record, command, at, change);
  for (const event of command.events) change.answers.push(journal.take(event));
  return change;
}

class Journal {
  constructor(
    private readonly record: JournalRecord,
    private readonly command: JournalCommand,
    private readonly at: { recordedAt: Date; hash: HashOfText },
    private readonly change: JournalChange,
  ) {}

  take(read: ReadEvent): JournalAnswer {
    const { cursor } = this.change;
    if (read.seq <= cursor.lastSeq) return this.repeat(read);
    if (read.seq > cursor.lastSeq + 1) return answerOf(read.seq, 'refused', 'JOURNAL_GAP');
    this.change.cursor = {
      ...cursor,
      lastSeq: read.seq,
      rollingHash: rollingHash(this.at.hash, cursor.rollingHash, read.raw),
    };
    const answer = this.decide(read);
    if (answer.outcome !== 'accepted') this.except(read, answer);
    return answer;
  }

  private repeat(read: ReadEvent): JournalAnswer {
    const fingerprint = fingerprintOf(this.at.hash, read);
    const past = [...this.record.context.exceptions, ...this.change.exceptions].filter(({ seq }) => seq === read.seq);
    const same = past.find((exception) => exception.fingerprint === fingerprint);
    if (same) return same.answer;
    const tube = read.event && this.tube(read.event.tubeId);
    const undone = [...this.record.context.undone, ...this.change.undone];
    const recorded = read.event && recordedUnder(read.event, this.command.deviceId, tube, undone);
    if (recorded) return repeatedAnswer(read.seq, recorded, tube && this.ownTube(tube.tubeId));
    const answer = answerOf(read.seq, 'conflict', 'DEVICE_SEQ_REUSED');
    this.except(read, answer);
    return answer;
  }

  private decide(read: ReadEvent): JournalAnswer {
    const { seq, event } = read;
    if (event === undefined) return answerOf(seq, 'refused', read.fault ?? 'EVENT_MALFORMED');
    if (isAfterShift(event, this.command.shiftEndsAt)) return answerOf(seq, 'refused', 'SHIFT_OVER');
    try {
      const verdict = decideAct(this.tube(event.tubeId), event, this.contextOf(event));
      if (verdict.outcome === 'accepted') this.accept(verdict);
      const code = verdict.outcome === 'accepted' ? undefined : verdict.code;
      return answerOf(seq, verdict.outcome, code, verdict.position, this.ownTube(event.tubeId));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return answerOf(seq, 'refused', error.code, undefined, this.ownTube(event.tubeId));
    }
  }

  private accept({ tube, links, undone, fact }: Extract<Verdict, { outcome: 'accepted' }>): void {
    this.change.tubes.set(tube.tubeId, tube);
    this.change.links.push(...(links ?? []));
    if (undone) this.change.undone.push(undone);
    if (fact) this.change.facts.push(fact);
  }

  private except(read: ReadEvent, answer: JournalAnswer): void {
    const { event } = read;
    const { campaignId, deviceId, siteCode, actor } = this.command;
    const subject = event && 'subjectId' in event ? event.subjectId : null;
    this.change.exceptions.push({
      deviceId,
      seq: read.seq,
      fingerprint: fingerprintOf(this.at.hash, read),
      campaignId,
      siteCode,
      actor,
      kind: event?.kind ?? null,
      tubeId: event?.tubeId ?? null,
      subjectKind: event?.kind === 'scan' ? event.subjectKind : null,
      subjectId: subject,
      capturedAt: event ? new Date(event.capturedAt) : null,
      recordedAt: this.at.recordedAt,
      answer,
    });
  }

  private tube(tubeId: string): Tube | undefined {
    return this.change.tubes.get(tubeId) ?? this.record.tubes.get(tubeId);
  }

  // How full another site's tube is concerns nobody here.
  private ownTube(tubeId: string): Tube | undefined {
    const tube = this.tube(tubeId);
    return tube?.siteCode === this.command.siteCode ? tube : undefined;
  }

  private contextOf(event: DeviceEvent): SiteContext {
    const { actor, deviceId, siteCode, campaignId } = this.command;
    const capturedAt = new Date(event.capturedAt);
    return {
      act: { actor, deviceId, deviceSeq: event.seq, capturedAt, recordedAt: this.at.recordedAt },
      siteCode,
      campaignId,
      campaign: this.record.context.campaign,
      hash: this.at.hash,
    };
  }
}

/**
 * A swab taken after the shift is nobody's duty any more; sealing, undoing and voiding what the shift opened still is.
 * The device's clock decides, the only one that knows when a swab was taken that comes in hours later.
 */
const isAfterShift = (event: DeviceEvent, shiftEndsAt: Date | undefined): boolean =>
  shiftEndsAt !== undefined &&
  (event.kind === 'open-tube' || event.kind === 'scan') &&
  new Date(event.capturedAt) >= shiftEndsAt;

function decideAct(tube: Tube | undefined, event: DeviceEvent, context: SiteContext): Verdict {
  switch (event.kind) {
    case 'open-tube':
      return openTube(tube, event, context);
    case 'scan':
      return scan(tube, event, context);
    case 'undo-scan':
      return undoScan(tube, event, context);
    case 'seal-tube':
      return sealTube(tube, event, context);
    case 'void-tube':
      return voidTube(tube, event, context);
  }
}

function answerOf(
  seq: number,
  outcome: JournalAnswer['outcome'],
  code?: RefusalCode,
  position?: number,
  tube?: Tube,
): JournalAnswer {
  return {
    seq,
    outcome,
    ...(code === undefined ? {} : { code, zh: refusals[code].zh, en: refusals[code].en }),
    ...(position === undefined ? {} : { position }),
    ...(tube === undefined ? {} : { specimens: tube.members.length }),
  };
}
