import { type ColumnClass, retentions, type TableEntry } from '@lib/contracts/columns/column';

/** What a schema holds: `table.column`. */
export type Held = Readonly<Record<string, readonly string[]>>;

/** What differs between the register and what the databases really hold, as sentences with the cure. */
export function columnComplaints(register: Readonly<Record<string, readonly TableEntry[]>>, held: Held): string[] {
  const complaints: string[] = [];
  for (const schema of new Set([...Object.keys(register), ...Object.keys(held)])) {
    const listed = new Set(
      (register[schema] ?? []).flatMap(({ table, columns }) => columns.map(({ name }) => `${table}.${name}`)),
    );
    const found = new Set(held[schema] ?? []);
    const file = `libs/contracts/src/columns/${schema.replace(/_audit$/, '').replaceAll('_', '-')}.ts`;
    for (const column of found)
      if (!listed.has(column))
        complaints.push(`${schema}.${column} is not in the register: say its purpose in ${file}`);
    for (const column of listed)
      if (!found.has(column)) complaints.push(`${schema}.${column} is in the register only: take it out of ${file}`);
  }
  return complaints;
}

const barred: readonly ColumnClass[] = ['personal', 'secret'];

/** Columns outside registration that would hold a person, or a key. */
export function strayPersonalColumns(register: Readonly<Record<string, readonly TableEntry[]>>): string[] {
  return Object.entries(register).flatMap(([schema, tables]) =>
    schema === 'registration'
      ? []
      : tables.flatMap(({ table, columns }) =>
          columns
            .filter((column) => barred.includes(column.class))
            .map(({ name, class: kind }) => `${schema}.${table}.${name} is ${kind}: that lives in registration only`),
        ),
  );
}

const intro = `# Every column and why it is there

Written by \`npm run columns\` from \`libs/contracts/src/columns\`; a test compares that list with the databases that the
migrations make, and fails on a column that is not in it. Change the list, not this page.

Classes: **personal** names somebody or leads to them, and is in registration only · **sensitive** is health or measures,
beside pseudonyms · **pseudonym** stands for a person or an account of staff · **secret** is a key · **operational** are
plans, tubes, times, counts · **none** are the mechanics of the tables.

After \`campaign close\` registration holds no identity and no key of the campaign. Every other room keeps its rows: a
pseudonym is a random number, and the only table that led from it to a person is empty.`;

/** The page docs/COLUMNS.md. */
export function columnsPage(register: Readonly<Record<string, readonly TableEntry[]>>): string {
  const kept = Object.entries(retentions).map(([name, meaning]) => `| ${name} | ${meaning} |`);
  const rooms = Object.entries(register).map(([schema, tables]) => {
    const lines = tables.flatMap(({ table, why, kept: retention, columns }) => [
      `\n### ${schema}.${table}\n\n${why} · kept: ${retention}\n`,
      '| column | class | purpose |\n|---|---|---|',
      ...columns.map((column) => `| ${column.name} | ${column.class} | ${column.purpose} |`),
    ]);
    return `\n## ${schema}\n${lines.join('\n')}`;
  });
  return `${intro}\n\n## Retention\n\n| word | meaning |\n|---|---|\n${kept.join('\n')}\n${rooms.join('\n')}\n`;
}
