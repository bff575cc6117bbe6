import { bootstrap } from '@lib/platform';
import { resultDeskConfig } from './result-desk.config.js';
import { ResultDeskModule } from './result-desk.module.js';

await bootstrap('result-desk', ResultDeskModule, resultDeskConfig());
