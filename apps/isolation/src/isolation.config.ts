import { serviceConfig } from '@lib/platform';
import type { Environment, ServiceConfig } from '@lib/platform';

/** In: the environment. Out: the settings of this service; it has none of its own. Throws `ConfigError`. */
export const isolationConfig = (env: Environment = process.env): ServiceConfig => serviceConfig('isolation', env);
