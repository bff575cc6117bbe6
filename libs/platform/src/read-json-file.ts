import { readFile, stat } from 'node:fs/promises';
import type { z } from 'zod';

const bytesMax = 1_048_576; // Keys and identities are a few kilobytes; anything larger is the wrong file.

/**
 * In: path and schema of a JSON file that holds keys. Out: its content. Throws naming the path, never the content, when
 * it cannot be read, is not of that form, or when a secret is readable by others than its owner and its group: a cluster
 * mounts a secret as root's and lets the group of the container read it.
 */
export async function readJsonFile<S extends z.ZodType>(
  path: string,
  schema: S,
  options: { readonly isSecret?: boolean } = {},
): Promise<z.output<S>> {
  const { mode, size } = await stat(path);
  if (options.isSecret && (mode & 0o037) !== 0)
    throw new Error(`${path} is a secret that others may read: chmod 600 or 640 it`);
  if (size > bytesMax) throw new Error(`${path} is larger than ${bytesMax} bytes`);
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw new Error(`${path} is not JSON`);
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success)
    throw new Error(`${path} has not the form that is needed: ${parsed.error.issues[0]?.path.join('.')}`);
  return parsed.data;
}
