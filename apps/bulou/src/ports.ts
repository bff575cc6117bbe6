/** The services in the order in which a swab travels, with the offset of each from the port base. */
export const serviceOffsets = {
  gateway: 0,
  registration: 1,
  batching: 2,
  lab: 3,
  notification: 4,
  isolation: 5,
  'command-centre': 6,
  'result-desk': 7,
} as const;

export type ServiceName = keyof typeof serviceOffsets;

export const serviceNames = Object.keys(serviceOffsets) as ServiceName[];

export interface Ports {
  readonly service: (name: ServiceName) => number;
  readonly postgres: number;
  readonly redis: number;
  /** Numbered from 1, as Kafka's node ids are. */
  readonly broker: (id: number) => number;
  readonly controller: (id: number) => number;
}

/** All ports follow from one number, so that two checkouts run side by side by setting one variable. */
export function portsFrom(base: number): Ports {
  return {
    service: (name) => base + serviceOffsets[name],
    postgres: base + 20,
    redis: base + 21,
    broker: (id) => base + 29 + id,
    controller: (id) => base + 39 + id,
  };
}
