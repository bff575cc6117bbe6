import { type ServiceConfig, serviceConfig } from '@lib/platform';

/** What batching knows of its surroundings; read once, at start-up. */
export const batchingConfig = (): ServiceConfig => serviceConfig('batching', process.env);
