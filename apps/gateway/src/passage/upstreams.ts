import type { ServiceName } from '@lib/contracts/route';
import { portOffsets } from '@lib/platform';

/** The rooms behind the gateway. */
export type Upstream = Exclude<ServiceName, 'gateway'>;

export const upstreams = (Object.keys(portOffsets) as ServiceName[]).filter(
  (name): name is Upstream => name !== 'gateway',
);
