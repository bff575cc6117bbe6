import { bootstrap } from '@lib/platform';
import { gatewayConfig } from './gateway.config.js';
import { gatewayDoor } from './gateway-door.js';
import { GatewayModule } from './gateway.module.js';

await bootstrap('gateway', GatewayModule, gatewayConfig(), gatewayDoor);
