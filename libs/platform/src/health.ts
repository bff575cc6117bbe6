/** A look at one thing that the service cannot work without; throws while it is not there. */
export type ReadinessProbe = () => Promise<void>;

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, 'ok' | 'failing'>>;
}

const probeMsMax = 1_500;

/**
 * Ready means: a request sent now would be served. Kafka and Redis are no part of it: while they are away, facts wait
 * in the outbox and intake goes on (settled 24).
 */
export class Health {
  private readonly probes = new Map<string, ReadinessProbe>();
  private readonly shown = new Map<string, ReadinessProbe>();
  private isStopping = false;

  /** Adds what must be there; the name is shown by `/readyz`. */
  needs(name: string, probe: ReadinessProbe): void {
    this.probes.set(name, probe);
  }

  /** Adds what is worth knowing and not needed: shown by `/readyz`, decides nothing. */
  shows(name: string, probe: ReadinessProbe): void {
    this.shown.set(name, probe);
  }

  /** From now on not ready, so that nobody sends more. */
  stopping(): void {
    this.isStopping = true;
  }

  async readiness(): Promise<Readiness> {
    const [needed, known] = await Promise.all([look(this.probes), look(this.shown)]);
    const ready = !this.isStopping && Object.values(needed).every((state) => state === 'ok');
    return { ready, checks: { ...known, ...needed } };
  }
}

async function look(probes: ReadonlyMap<string, ReadinessProbe>): Promise<Record<string, 'ok' | 'failing'>> {
  const seen = [...probes].map(async ([name, probe]) => [name, (await holds(probe)) ? 'ok' : 'failing'] as const);
  return Object.fromEntries(await Promise.all(seen));
}

async function holds(probe: ReadinessProbe): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), probeMsMax);
  });
  const looked = probe().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([looked, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
