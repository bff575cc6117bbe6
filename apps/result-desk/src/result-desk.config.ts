import { serviceConfig } from '@lib/platform';
import type { Environment, ServiceConfig } from '@lib/platform';

/** The only reader of the environment in this room. Throws `ConfigError`. */
export const resultDeskConfig = (env: Environment = process.env): ServiceConfig => serviceConfig('result-desk', env);
