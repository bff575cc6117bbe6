import { refusalSections } from '@lib/contracts/refusal-sections';

interface Source {
  readonly path: string;
  readonly text: string;
}

/**
 * Codes that stand in the catalogue before the act that is refused with them does. Whoever builds the act takes the code
 * off this list, and the check says so when it was forgotten.
 */
export const announced: readonly string[] = ['TOO_MANY_REQUESTS', 'PARTICIPANT_UNKNOWN'];

const catalogues = /^libs\/contracts\/src\/(refusal|own-refusals|input-fault|result-row|roster-row)/;
const isProgram = ({ path }: Source): boolean =>
  /^(apps|libs)\//.test(path) &&
  !/spec\.ts$|^apps\/(web-|bulou\/)|^libs\/testing\//.test(path) &&
  !catalogues.test(path);

// The ways in which a code is spoken: a refusal, a fault of an input or a row, a verdict of the journal, an object unseen.
const spoken = [
  /new Refusal\(\s*'([A-Z][A-Z_]+)'/g,
  /\b(?:code|fault|unseen): '([A-Z][A-Z_]+)'/g,
  /bodyFault\(\s*'([A-Z][A-Z_]+)'/g,
];
// What the parser says by its own names, and what is spoken through a table or a type.
const quoted = /'([A-Z][A-Z_]{3,})'/g;
const ofTheParser = /^(INVALID_|UNRECOGNIZED_|TOO_(BIG|SMALL)$|NOT_MULTIPLE_OF$|CUSTOM$)/;

const codesIn = (sources: readonly Source[], patterns: readonly RegExp[]): Map<string, string> =>
  new Map(
    sources.flatMap(({ path, text }) =>
      patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code = '']) => [code, path] as const)),
    ),
  );

/** What is wrong between what is said and what is listed; empty when they agree in both directions. */
export function refusalFaults(
  sources: readonly Source[],
  sections = refusalSections,
  notYet: readonly string[] = announced,
): string[] {
  const program = sources.filter(isProgram);
  const listed = sections.flatMap(({ codes }) => codes);
  const known = new Set(listed.map(({ code }) => code));
  const unlisted = [...codesIn(program, spoken)]
    .filter(([code]) => !known.has(code))
    .map(([code, path]) => `${path} says ${code}, which no catalogue lists`);
  const said = codesIn(program, [quoted]);
  const unsaid = [...known]
    .filter((code) => !said.has(code) && !ofTheParser.test(code) && !notYet.includes(code))
    .map((code) => `${code} is listed and nothing says it`);
  const early = notYet.filter((code) => said.has(code)).map((code) => `${code} is announced and said already`);
  const unworded = listed
    .filter(({ zh, en, cureZh, cureEn }) => [zh, en, cureZh, cureEn].some((words) => words.trim() === ''))
    .map(({ code }) => `${code} lacks words or a cure in one of the languages`);
  return [...unlisted, ...unsaid, ...early, ...unworded];
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** One of the two pages about refusals; both say the same in their own language. */
export function writeRefusals(language: 'zh' | 'en'): string {
  const isChinese = language === 'zh';
  const head = isChinese
    ? `# 拒绝代码\n\n[English](REFUSALS.md)\n\n本页由代码中的目录生成（\`npm run refusals\`），与实际抛出的代码一一对应，由测试保证。所有出错答复均为 RFC 9457 problem details，\`code\` 供程序判断。\n`
    : `# Refusals\n\n[中文](REFUSALS.zh-CN.md)\n\nWritten from the catalogue in the code (\`npm run refusals\`); a test proves that what is thrown and what stands here agree. Every error is an RFC 9457 problem document; \`code\` is for programs.\n`;
  const titles = isChinese ? ['代码', '答复', '含义', '处理办法'] : ['Code', 'Answer', 'Meaning', 'Cure'];
  const sections = refusalSections.map(({ zh, en, codes }) => {
    const rows = codes.map(({ code, answer, ...words }) => {
      const [meaning, cure] = isChinese ? [words.zh, words.cureZh] : [words.en, words.cureEn];
      return `| \`${code}\` | ${answer} | ${cell(meaning)} | ${cell(cure)} |`;
    });
    return `\n## ${isChinese ? zh : en}\n\n| ${titles.join(' | ')} |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return head + sections.join('');
}
