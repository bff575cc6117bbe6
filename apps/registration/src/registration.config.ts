import { ownSettings, serviceConfig } from '@lib/platform';
import type { Environment, ServiceConfig } from '@lib/platform';

export interface RegistrationConfig extends ServiceConfig {
  /** File with the keys that seal personal data and index card numbers. */
  readonly identityKeysFile: string;
  /** What proves the sender of notices; without it no number is given. */
  readonly noticeSecret?: string | undefined;
}

/** The only reader of the environment in this room. Throws `ConfigError`. */
export function registrationConfig(env: Environment = process.env): RegistrationConfig {
  return Object.freeze({
    ...serviceConfig('registration', env),
    ...ownSettings('registration', env, ['identityKeysFile', 'noticeSecret']),
  });
}
