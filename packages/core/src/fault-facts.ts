/** A file with a line, as the last word of a stack's line names it. */
const PLACE = /([\w.-]+\.[cm]?[jt]sx?:\d+:\d+)\)?$/m;

/**
 * What a log may say of an error that the caller's code threw: its name, its code, and the line that threw it. Never its
 * message, which may hold an address.
 */
export function faultFacts(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code: unknown = "code" in error ? error.code : undefined;
  const at = PLACE.exec(error.stack ?? "")?.[1];
  return {
    error: isWord(error.name) ? error.name : "Error",
    ...(isWord(code) && { code }),
    ...(at !== undefined && { at }),
  };
}

function isWord(text: unknown): text is string {
  return typeof text === "string" && /^[A-Za-z][\w/-]{0,79}$/.test(text);
}
