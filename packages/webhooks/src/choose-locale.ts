/** Longest Accept-Language that is read; browsers send far less. */
const MAX_LENGTH = 500;

/** The language tags of an Accept-Language header, most wanted first. */
export function acceptedLocales(header: string | null): readonly string[] {
  const ranges = (header ?? "").slice(0, MAX_LENGTH).split(",").map(readRange);
  const wanted = ranges.filter((range) => range.weight > 0 && /^[a-z0-9-]+$/i.test(range.tag));
  return wanted.sort((a, b) => b.weight - a.weight).map((range) => range.tag);
}

function readRange(range: string): { readonly tag: string; readonly weight: number } {
  const [tag = "", ...parameters] = range.split(";").map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith("q="));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  return { tag, weight: Number.isFinite(weight) ? weight : 0 };
}

/** The first wanted language that there is: as it stands (`fr-CA`), else by its first part (`fr`). */
export function chooseLocale(
  wanted: readonly (string | null | undefined)[],
  available: readonly string[],
): string | undefined {
  for (const tag of wanted) {
    if (!tag) continue;
    const lower = tag.replace("_", "-").toLowerCase();
    const found =
      available.find((candidate) => candidate.toLowerCase() === lower) ??
      available.find((candidate) => candidate.toLowerCase() === lower.split("-", 1)[0]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `fr-CA` and `fr` are one language in two places. */
export function isSameLanguage(one: string, other: string): boolean {
  return chooseLocale([one], [other]) !== undefined || chooseLocale([other], [one]) !== undefined;
}
