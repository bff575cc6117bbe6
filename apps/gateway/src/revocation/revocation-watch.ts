import { listRevocations } from '@lib/contracts/http/registration/revocations';
import { CLOCK, CONFIG, Log, Metrics, Shutdown } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { request } from 'undici';
import type { GatewayConfig } from '../gateway.config.js';
import { HouseIssuer } from '../sign-in/house-issuer.js';
import { RevokedNow } from './revoked-now.js';

// Shorter than the shortest useful pause; a room that takes longer is away, and the list we have stays in force.
const answerMsMax = 2_000;
const tokenMinutes = 1;

/**
 * Asks registration every few seconds who is let in no longer. It asks as an auditor, who may read this list and change
 * nothing, with a token of its own that lives a minute: no role was made for it.
 */
@Injectable()
export class RevocationWatch implements OnApplicationBootstrap {
  #version: number | undefined;
  #heardAtMs: number;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Log) private readonly log: Log,
    @Inject(Metrics) metrics: Metrics,
    @Inject(Shutdown) shutdown: Shutdown,
    private readonly issuer: HouseIssuer,
    private readonly revoked: RevokedNow,
  ) {
    this.#heardAtMs = clock.now().getTime();
    metrics.gauge('bulou_gateway_revocations', 'persons, devices and shifts let in no longer', () => revoked.size);
    metrics.gauge('bulou_gateway_revocations_age_seconds', 'since registration was last heard on revocations', () =>
      Math.max(0, (this.clock.now().getTime() - this.#heardAtMs) / 1_000),
    );
    shutdown.add('intake', 'revocation watch', () => {
      this.#isOver = true;
      clearTimeout(this.#timer);
      return Promise.resolve();
    });
  }

  /** The first look ends before the first request is let in; a registration that is away holds nobody up. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.config.issuerKeyFile === undefined) {
      this.log.warn('without the key of the issuer this gateway hears of no revocations');
      return;
    }
    await this.#look();
  }

  async #look(): Promise<void> {
    try {
      await this.#ask();
    } catch (error) {
      this.log.debug('registration was not heard on revocations', { cause: error instanceof Error ? error.name : '' });
    }
    if (this.#isOver) return;
    this.#timer = setTimeout(() => void this.#look(), this.config.revocationPollMs);
    this.#timer.unref();
  }

  async #ask(): Promise<void> {
    const { token } = await this.issuer.sign({ sub: 'gateway', role: 'auditor', scope: {} }, tokenMinutes);
    const known = this.#version === undefined ? '' : `?known=${this.#version}`;
    const answer = await request(`${this.config.upstreamUrls.registration}/v1/revocations${known}`, {
      headers: { authorization: `Bearer ${token}` },
      headersTimeout: answerMsMax,
      bodyTimeout: answerMsMax,
      signal: AbortSignal.timeout(answerMsMax),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`registration answers ${answer.statusCode}`);
    const { version, isSame, revocations } = listRevocations.response.parse(JSON.parse(text));
    this.#heardAtMs = this.clock.now().getTime();
    if (isSame) return;
    this.#version = version;
    this.revoked.replace(revocations);
  }
}
