import { bootstrap } from '@lib/platform';
import { isolationConfig } from './isolation.config.js';
import { IsolationModule } from './isolation.module.js';

await bootstrap('isolation', IsolationModule, isolationConfig());
