/**
 * JSON with sorted keys and without `undefined`: the same content always gives the same text, so it can be hashed. Every
 * scan passes here, so it is written as loops (docs/BENCH.md).
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const content = value as Record<string, unknown>;
  let text = '{';
  for (const key of Object.keys(content).sort()) {
    const part = content[key];
    if (part === undefined) continue;
    text += `${text.length > 1 ? ',' : ''}${JSON.stringify(key)}:${canonicalJson(part)}`;
  }
  return `${text}}`;
}
