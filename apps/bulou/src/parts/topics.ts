import type { LauncherConfig } from '../bulou.config.js';
import type { Addresses } from './addresses.js';

/** Creates the topics of the contracts. */
export async function ensureTopicsOf(_config: LauncherConfig, _addresses: Addresses): Promise<void> {}
