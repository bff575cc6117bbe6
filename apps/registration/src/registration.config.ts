import { serviceConfig } from '@lib/platform';
import type { Environment, ServiceConfig } from '@lib/platform';
import { defineConfig } from '@lib/platform';
import { z } from 'zod';

export interface RegistrationConfig extends ServiceConfig {
  /** File with the keys that seal personal data and index card numbers. */
  readonly identityKeysFile: string;
}

const own = z.object({ BULOU_IDENTITY_KEYS: z.string().min(1) });

/** The only reader of the environment in this room. Throws `ConfigError`. */
export function registrationConfig(env: Environment = process.env): RegistrationConfig {
  return Object.freeze({
    ...serviceConfig('registration', env),
    identityKeysFile: defineConfig(own, env).BULOU_IDENTITY_KEYS,
  });
}
