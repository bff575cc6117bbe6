import { type Environment, type ServiceConfig, serviceConfig } from '@lib/platform';

/** The only reader of the environment in this room. Throws `ConfigError`. */
export const batchingConfig = (env: Environment = process.env): ServiceConfig => serviceConfig('batching', env);
