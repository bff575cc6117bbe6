import type { Role } from '@lib/vocabulary';

interface Operation {
  readonly 'x-roles'?: readonly string[];
  readonly responses?: Readonly<Record<string, { readonly content?: object }>>;
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const isStream = ({ responses = {} }: Operation): boolean =>
  Object.values(responses).some(({ content = {} }) => 'text/event-stream' in content);

// Signing out or renewing ends the very session that asks, and the provider's ways lead to another house.
const isOfSession = (path: string): boolean => path.startsWith('/api/gateway/v1/session');

/**
 * In: the document and a role. Out: the same with the operations that the role may call, because anything else is one
 * question with one answer, asked by the matrix of rights. Streams never end and are left out.
 */
export function documentOf(document: OpenApiDocument, role: Role | 'nobody'): OpenApiDocument {
  const mayCall = ({ 'x-roles': allowed = [] }: Operation): boolean =>
    role === 'nobody' ? allowed.length === 0 : allowed.includes(role);
  const paths = Object.entries(document.paths).map(([path, item]) => {
    const kept = Object.entries(item).filter(
      ([, operation]) => mayCall(operation) && !isStream(operation) && !isOfSession(path),
    );
    return [path, Object.fromEntries(kept)] as const;
  });
  return { ...document, paths: Object.fromEntries(paths.filter(([, item]) => Object.keys(item).length > 0)) };
}

/** How many operations a document has. */
export const operationsOf = ({ paths }: OpenApiDocument): number =>
  Object.values(paths).reduce((sum, item) => sum + Object.keys(item).length, 0);

/**
 * In: documents of several callers. Out: the same with each operation once, at the caller who may call most: what a short
 * run asks, because the answers to one question differ little between roles that may ask it.
 */
export function eachOnce<D extends { readonly document: OpenApiDocument }>(documents: readonly D[]): D[] {
  const asked = new Set<string>();
  const kept = documents
    .toSorted((one, other) => operationsOf(other.document) - operationsOf(one.document))
    .map((one) => {
      const paths = Object.entries(one.document.paths).map(([path, item]) => {
        const fresh = Object.entries(item).filter(([method]) => !asked.has(`${method} ${path}`));
        for (const [method] of fresh) asked.add(`${method} ${path}`);
        return [path, Object.fromEntries(fresh)] as const;
      });
      const left = paths.filter(([, item]) => Object.keys(item).length > 0);
      return { ...one, document: { ...one.document, paths: Object.fromEntries(left) } };
    });
  return kept.filter(({ document }) => operationsOf(document) > 0);
}
