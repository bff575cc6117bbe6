import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, CLOCK, CONFIG, Database, Metrics, readNoticeProof } from '@lib/platform';
import type { NoticeProof, Tx } from '@lib/platform';
import type { Clock, Pii } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { ParticipantStore } from '../participant/participant.store.js';
import type { Contact } from '../participant/participant.store.js';
import type { RegistrationConfig } from '../registration.config.js';
import { LooksThisHour } from './looks-this-hour.js';
import { isBudgetSpent } from './notice-budget.decider.js';

/** The number that a notice goes to; null when nobody has one. */
export interface NoticeAddress {
  readonly phone: Pii<string> | null;
  readonly isGuardian: boolean;
}

const sender = { id: 'notification', role: 'admin' } as const;

/**
 * One person's telephone number, for the sender of notices alone. Every wrong proof looks the same; every number that is
 * given is written down and audited before it is answered.
 */
@Injectable()
export class AddressForNotice {
  private readonly spent: () => void;
  private readonly looks = new LooksThisHour();

  constructor(
    private readonly database: Database,
    private readonly participants: ParticipantStore,
    @Inject(CONFIG) private readonly config: RegistrationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.spent = metrics.counter(
      'bulou_notice_budget_spent_total',
      'numbers for notices that were not given: too many',
    );
  }

  /** Throws NOTICE_PROOF_WRONG, LOOKUP_BUDGET_SPENT, IDENTITY_UNREADABLE. */
  async run(proof: string): Promise<NoticeAddress> {
    const { noticeSecret } = this.config;
    const asked = noticeSecret === undefined ? undefined : await readNoticeProof(noticeSecret, proof, this.clock.now());
    if (asked === undefined) throw new Refusal('NOTICE_PROOF_WRONG');
    const found = await this.database.transaction((tx) => this.look(tx, asked));
    // Thrown after the commit, so that a look that did not open leaves its trace.
    if (found instanceof Refusal) throw found;
    return found;
  }

  private async look(tx: Tx, asked: NoticeProof): Promise<NoticeAddress | Refusal> {
    await this.mustHaveBudget(tx, asked.participantId);
    const contact = await this.open(tx, asked.participantId);
    const { phone, isGuardian } = numberOf(contact);
    const isKnown = contact !== undefined && !(contact instanceof Refusal);
    const outcome = !isKnown ? 'unknown' : phone === null ? 'no-number' : 'shown';
    const isFirst = await tx.execute(
      `insert into notice_looks (look_id, participant_id, notice_id, outcome, recorded_at)
       values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [asked.proofId, asked.participantId, asked.noticeId, outcome, tx.recordedAt],
    );
    if (isFirst === 0) throw new Refusal('NOTICE_PROOF_WRONG');
    appendAudit(tx, {
      kind: 'address-read-for-notice',
      actor: sender,
      object: { kind: 'participant', id: asked.participantId },
      detail: { noticeId: asked.noticeId, outcome },
    });
    return contact instanceof Refusal ? contact : { phone, isGuardian };
  }

  private async open(tx: Tx, participantId: string) {
    try {
      return await this.participants.contactOf(tx, participantId);
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  private async mustHaveBudget(tx: Tx, participantId: string): Promise<void> {
    const count = async (condition: string, values: readonly unknown[]): Promise<number> => {
      const [counted] = await tx.query<{ looks: number }>(
        `select count(*)::int as looks from notice_looks where ${condition}`,
        values,
      );
      return counted?.looks ?? 0;
    };
    const thisHour = await this.looks.before(performance.now(), () =>
      count(`recorded_at > $1::timestamptz - interval '1 hour'`, [tx.recordedAt]),
    );
    const ofPersonToday = await count(`participant_id = $2 and recorded_at > $1::timestamptz - interval '1 day'`, [
      tx.recordedAt,
      participantId,
    ]);
    if (!isBudgetSpent({ thisHour, ofPersonToday })) return;
    this.spent();
    throw new Refusal('LOOKUP_BUDGET_SPENT');
  }
}

// Whoever answers for somebody is told in their place.
function numberOf(contact: Contact | Refusal | undefined): NoticeAddress {
  if (contact === undefined || contact instanceof Refusal) return { phone: null, isGuardian: false };
  const guarded = contact.guardian?.phone ?? null;
  return { phone: guarded ?? contact.phone, isGuardian: guarded !== null };
}
