import { type ServiceConfig, serviceConfig } from '@lib/platform';

/** What the laboratory knows of its surroundings; read once, at start-up. */
export const labConfig = (): ServiceConfig => serviceConfig('lab', process.env);
