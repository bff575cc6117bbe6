import { ownSettings, serviceConfig } from '@lib/platform';
import type { Environment, ServiceConfig } from '@lib/platform';

export interface NotificationConfig extends ServiceConfig {
  /** File with the ways out of notices; only screens ring without it. */
  readonly noticeChannelsFile?: string | undefined;
  /** What proves this service at registration; without it nobody's number is read. */
  readonly noticeSecret?: string | undefined;
  /** The page that a notice names. */
  readonly noticePageUrl?: string | undefined;
  readonly registrationUrl?: string | undefined;
}

/** The only reader of the environment in this room. Throws `ConfigError`. */
export function notificationConfig(env: Environment = process.env): NotificationConfig {
  return Object.freeze({
    ...serviceConfig('notification', env),
    ...ownSettings('notification', env, ['noticeChannelsFile', 'noticeSecret', 'noticePageUrl', 'registrationUrl']),
  });
}
