import { bootstrap } from '@lib/platform';
import { batchingConfig } from './batching.config.js';
import { BatchingModule } from './batching.module.js';

await bootstrap('batching', BatchingModule, batchingConfig());
