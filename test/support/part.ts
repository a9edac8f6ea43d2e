import { inject } from "vitest";

/**
 * Selects which tests of a file run (`vitest.config.ts`). `once`: each test once, for `npm test` · `more`: repetitions
 * with further seeds and PostgreSQL · `all`: both.
 */
export type Part = "once" | "more" | "all";

declare module "vitest" {
  interface ProvidedContext {
    readonly part: Part;
  }
}

export const part: Part = inject("part");

/** False in `npm test`, which omits long repetitions. */
export const isWhole = part !== "once";
