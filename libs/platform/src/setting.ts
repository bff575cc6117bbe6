import type { ServiceName } from '@lib/contracts/route';
import type { z } from 'zod';

/** One variable of the environment: the launcher, compose and k8s set exactly these, and a test compares them. */
export interface Setting {
  readonly name: string;
  readonly meaning: string;
  readonly form: z.ZodType<unknown, string>;
  /** What holds when it is not set; without it the setting is required. `local` holds in the local profile only. */
  readonly fallback?: string | ((app: ServiceName) => string) | { readonly local: string };
  readonly isOptional?: true;
  /** A secret may also be given as a file: `NAME_FILE` names it, so that it stands in no environment. */
  readonly isSecret?: true;
  /** The value is the path of a file that must be there; `secret` when nobody but the service may read it. */
  readonly file?: 'open' | 'secret';
  /** Which apps read it; all when left out. */
  readonly apps?: readonly ServiceName[];
}
