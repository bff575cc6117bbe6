import { bootstrap } from '@lib/platform';
import { commandCentreConfig } from './command-centre.config.js';
import { CommandCentreModule } from './command-centre.module.js';

await bootstrap('command-centre', CommandCentreModule, commandCentreConfig);
