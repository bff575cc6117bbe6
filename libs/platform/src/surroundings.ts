import { Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import type { Clock, Ids } from '@lib/vocabulary';
import type { BaseConfig } from './config.js';
import { RefusalLedger } from './audit/refusal-ledger.js';
import { CLOCK, IDS } from './clock.js';
import { Health } from './health.js';
import { Log } from './log.js';
import { Metrics } from './metrics.js';
import { Shutdown } from './shutdown.js';
import { SseHub } from './sse-hub.js';
import { TokenVerifier } from './tokens.js';

/** Token under which Nest gives the app's own configuration. */
export const CONFIG = Symbol('config');

/** What one process has once. */
export interface Surroundings {
  readonly config: BaseConfig;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly shutdown: Shutdown;
  readonly streams: SseHub;
  readonly refusals: RefusalLedger;
  readonly verifier: TokenVerifier;
}

/** Gives every module of the app what `bootstrap` has made. */
@Module({})
export class SurroundingsModule {
  static for(root: new () => object, given: Surroundings): DynamicModule {
    const providers: Provider[] = [
      { provide: CONFIG, useValue: given.config },
      { provide: CLOCK, useValue: given.clock },
      { provide: IDS, useValue: given.ids },
      { provide: Log, useValue: given.log },
      { provide: Health, useValue: given.health },
      { provide: Metrics, useValue: given.metrics },
      { provide: Shutdown, useValue: given.shutdown },
      { provide: SseHub, useValue: given.streams },
      { provide: RefusalLedger, useValue: given.refusals },
      { provide: TokenVerifier, useValue: given.verifier },
    ];
    const tokens = [CONFIG, CLOCK, IDS, Log, Health, Metrics, Shutdown, SseHub, RefusalLedger, TokenVerifier];
    return { module: SurroundingsModule, global: true, imports: [root], providers, exports: tokens };
  }
}
