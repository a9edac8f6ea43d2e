/** Caches results in limited memory, because a hostile file can contain a large number of different values. */
export function remembered<Given extends readonly unknown[], Result>(
  read: (...given: Given) => Result,
  most: number = 2_000,
): (...given: Given) => Result {
  const known = new Map<unknown, Result>();
  return (...given) => {
    const key = given.length === 1 ? given[0] : given.join(" ");
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as Result;
    if (known.size >= most) known.clear();
    const result = read(...given);
    known.set(key, result);
    return result;
  };
}
