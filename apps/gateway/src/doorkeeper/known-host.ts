/**
 * True when the request names this server by one of its own names. A page of a foreign name that points here (DNS
 * rebinding) has an Origin that agrees with its Host; only the list of names tells it apart.
 * In: the Host header and the names; one without a port is good for every port. Any name is good when none are set.
 */
export function isKnownHost(host: string | undefined, names: readonly string[] | undefined): boolean {
  if (names === undefined) return true;
  const given = (host ?? '').toLowerCase();
  return names.includes(given) || names.includes(given.replace(/:\d{1,5}$/, ''));
}
