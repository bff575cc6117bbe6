import { bootstrap } from '@lib/platform';
import { labConfig } from './lab.config.js';
import { LabModule } from './lab.module.js';

await bootstrap('lab', LabModule, labConfig());
