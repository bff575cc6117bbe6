import { proveShift } from '@lib/contracts/http/registration/places';
import { Refusal, refusals, type RefusalCode } from '@lib/contracts/refusals';
import { CONFIG, currentRequest, IDS } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { request } from 'undici';
import type { z } from 'zod';
import type { GatewayConfig } from '../gateway.config.js';
import { isAway } from '../passage/room-line.js';

const answerMsMax = 5_000;

export type ProvenShift = z.output<typeof proveShift.response>;

/** Asks registration whether a proof is a device's own: keys, shifts and used proofs are its facts, in PostgreSQL. */
@Injectable()
export class ShiftProver {
  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Throws what registration refuses with, and UPSTREAM_AWAY. */
  async prove(proof: string): Promise<ProvenShift> {
    const answer = await request(`${this.config.upstreamUrls.registration}/v1/shift-proofs`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-request-id': currentRequest()?.requestId ?? this.ids.uuid7(),
      },
      body: JSON.stringify({ proof }),
      signal: AbortSignal.timeout(answerMsMax),
    }).catch((error: unknown) => {
      const isLate = error instanceof DOMException && error.name === 'TimeoutError';
      throw isAway(error) || isLate ? new Refusal('UPSTREAM_AWAY', { room: 'registration' }) : error;
    });
    const content: unknown = await answer.body.json();
    if (answer.statusCode === 200) return proveShift.response.parse(content);
    throw refusalIn(content) ?? new Error(`registration answers ${answer.statusCode}`);
  }
}

function refusalIn(content: unknown): Refusal | undefined {
  const code = (content as { code?: unknown } | null)?.code;
  return typeof code === 'string' && Object.hasOwn(refusals, code) ? new Refusal(code as RefusalCode) : undefined;
}
