import { inject } from "vitest";

/**
 * Which part of itself a test file plays (`vitest.config.ts`): `once` = every promise once, for `npm test`; `more` = what
 * repeats that with further seeds and over PostgreSQL; `all` = both.
 */
export type Part = "once" | "more" | "all";

declare module "vitest" {
  interface ProvidedContext {
    readonly part: Part;
  }
}

export const part: Part = inject("part");

/** False in `npm test`, which leaves out what repeats a promise at length. */
export const isWhole = part !== "once";
