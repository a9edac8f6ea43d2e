import { type Actor, ConfigError, type Instant, isInstant } from "@relance/spec";

export function checkBy(by: Actor | undefined): void {
  const { actor, reason }: Partial<Actor> = by ?? {};
  if ([actor, reason].every((words) => typeof words === "string" && words.trim() !== "")) return;
  throw new ConfigError(
    "config/invalid",
    'write who gives this command, and why: { actor: "desk", reason: "by phone" }',
  );
}

/** Checks a date at run time, because JavaScript callers have no types. @throws {ConfigError} `config/invalid` */
export function checkInstant(name: string, instant: Instant): void {
  if (!isInstant(instant)) throw new ConfigError("config/invalid", `${name}: write a Date`);
}

export function checkKeys(keys: readonly string[]): void {
  if (Array.isArray(keys) && keys.every((key) => typeof key === "string")) return;
  throw new ConfigError("config/invalid", 'pass the keys of recipients as an array, such as ["p2"]');
}
