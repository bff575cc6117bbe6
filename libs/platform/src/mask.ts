// Resident identity numbers (GB 11643: 17 digits and a check character) and mobile numbers (11 digits from 13 to 19).
// Digits on either side mean another number: a tube barcode has 14 digits, a time in milliseconds 13.
const identityNumber = /(?<!\d)\d{17}[\dXx](?!\d)/g;
const mobileNumber = /(?<!\d)1[3-9]\d{9}(?!\d)/g;

/** In: a text that goes to a log. Out: the same with what looks like an identity or mobile number masked. */
export function maskNumbers(text: string): string {
  return text.replace(identityNumber, '[id-number]').replace(mobileNumber, '[phone]');
}

/** What a log keeps of an error: enough to find the line, nothing that a person typed. */
export interface DescribedError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly table?: string;
  readonly constraint?: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

/**
 * In: whatever was thrown. Out: a description without statement parameters, row contents or quoted input: PostgreSQL
 * (classes 22 and 23), TypeORM and JSON errors repeat the offending value, which may be somebody's name.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { name: typeof error, message: maskNumbers(String(error)).slice(0, 500) };
  const { code, table, constraint } = error as Error & Record<'code' | 'table' | 'constraint', unknown>;
  return {
    name: error.name,
    message: safeMessage(error, code),
    ...textField('code', code),
    ...textField('table', table),
    ...textField('constraint', constraint),
    ...textField('stack', frames(error)),
    ...(error.cause === undefined || depth > 2 ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}

function safeMessage(error: Error, code: unknown): string {
  const repeatsInput = error instanceof SyntaxError || (typeof code === 'string' && /^2[23]/.test(code));
  const message = repeatsInput ? error.message.replace(/["'][^]*["']/g, '"…"') : error.message;
  return maskNumbers(message).slice(0, 500);
}

// The head of a stack repeats the message, unmasked; only the frames are kept.
function frames(error: Error): string | undefined {
  const at = error.stack?.search(/\n\s+at /) ?? -1;
  return at < 0 ? undefined : error.stack?.slice(at + 1);
}

function textField<K extends string>(name: K, value: unknown): Partial<Record<K, string>> {
  return typeof value === 'string' ? ({ [name]: value } as Partial<Record<K, string>>) : {};
}
