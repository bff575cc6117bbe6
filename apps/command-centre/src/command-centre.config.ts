import { serviceConfig } from '@lib/platform';

/** The only reader of the environment in this room. */
export const commandCentreConfig = serviceConfig('command-centre', process.env);
