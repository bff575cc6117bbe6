import { uuid } from '@lib/contracts/fields';
import type { readMyResult } from '@lib/contracts/http/result-desk/my-result';
import { Refusal } from '@lib/contracts/refusals';
import { Actor, CLOCK } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { z } from 'zod';
import { ReadPersonFacts } from './read-person-facts.js';
import { residentView } from './resident-view.js';

@Controller()
export class MyResultController {
  constructor(
    private readonly facts: ReadPersonFacts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Whose result is asked for stands in the token alone, so no address names anybody. */
  @Get('v1/me')
  @Header('cache-control', 'no-store')
  async get(@Actor() actor: Actor): Promise<z.input<typeof readMyResult.response>> {
    const participantId = uuid.safeParse(actor.scope.participant);
    if (!participantId.success) throw new Refusal('NOT_FOUND');
    const shown = residentView(await this.facts.of(participantId.data), this.clock.now());
    const { validFrom, validUntil, state } = shown.proof;
    return {
      ...shown,
      participantId: participantId.data,
      tracker: shown.tracker.map((stage) => ({ ...stage, at: onTheWire(stage.at) })),
      attendedAt: onTheWire(shown.attendedAt),
      proof: { state, validFrom: onTheWire(validFrom), validUntil: onTheWire(validUntil) },
      asOf: shown.asOf.toISOString(),
    };
  }
}

const onTheWire = (at: Date | null): string | null => at?.toISOString() ?? null;
