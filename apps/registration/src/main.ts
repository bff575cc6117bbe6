import { bootstrap } from '@lib/platform';
import { registrationConfig } from './registration.config.js';
import { RegistrationModule } from './registration.module.js';

await bootstrap('registration', RegistrationModule, registrationConfig());
