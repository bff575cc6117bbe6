/**
 * What a column may tell. `personal`: names somebody, or leads to them (registration only). `sensitive`: health or
 * measures, beside pseudonyms. `pseudonym`: a random number or account that stands for a person. `secret`: a key.
 * `operational`: plans, tubes, times, counts. `none`: mechanics of the tables themselves.
 */
export type ColumnClass = 'none' | 'operational' | 'pseudonym' | 'sensitive' | 'personal' | 'secret';

/** How long rows of a table are kept, and what ends them. */
export const retentions = {
  plan: 'as long as the house stands: what was decreed and by whom; it names no person but staff',
  identity: 'until the campaign is closed; then deleted and certified',
  keys: 'until the campaign is closed or the key is replaced; the wrapped key is then erased, the row stays as proof',
  refused: '30 days (rule `roster_rows_refused`), at the latest until the campaign is closed',
  trace: '183 days (rule of the table): security logs are kept six months (Cybersecurity Law art. 21)',
  pseudonymous: 'kept after the closing as numbers that lead to nobody: registration, the only bridge, is empty then',
  measures: 'kept after the closing, pseudonymous: whoever was held may appeal or ask later',
  answers:
    '30 days in registration (rule `command_answers`); elsewhere nothing sweeps them yet; they hold pseudonyms at most',
  outbox: '10 days after publication; partitions are dropped by day',
  inbox: '30 days',
  parked: 'until a person closes it; holds what the event held: pseudonyms at most',
  audit: 'never deleted by a service; 183 days at the least, then by the operator with the chain’s next anchor',
  view: 'as its facts; rebuilt from them at any time',
} as const;

export type Retention = keyof typeof retentions;

export interface ColumnEntry {
  readonly name: string;
  readonly class: ColumnClass;
  readonly purpose: string;
}

export interface TableEntry {
  readonly table: string;
  readonly why: string;
  readonly kept: Retention;
  readonly columns: readonly ColumnEntry[];
}

/** Words that say what a column is for, by its name; a name means the same in every room unless a table says otherwise. */
export type ColumnWords = Readonly<Record<string, readonly [ColumnClass, string]>>;

/** In: class, purpose and the names that share both. */
export function words(columnClass: ColumnClass, purpose: string, names: string): ColumnWords {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, [columnClass, purpose] as const]));
}

/**
 * Describes a table. In: name, why it is there, what ends its rows, its columns by name, and what differs here from the
 * words of the house. Throws for a column without words: nothing is stored that nobody can say the use of.
 */
export function tableOf(known: ColumnWords) {
  return (table: string, why: string, kept: Retention, names: string, own: ColumnWords = {}): TableEntry => {
    // A table's own words take the place of the house's.
    const listed = new Set([...names.split(/\s+/).filter((name) => name !== ''), ...Object.keys(own)]);
    const columns = [...listed].map((name) => {
      const found = own[name] ?? known[name];
      if (found === undefined) throw new Error(`${table}.${name} has no purpose: say it`);
      return { name, class: found[0], purpose: found[1] };
    });
    return { table, why, kept, columns };
  };
}
