import { nearName } from "@relance/spec";
import type * as z from "zod";
import { zod } from "../libraries.ts";

/** An object that refuses unknown keys and says for each of them, one a line, what was probably meant. */
export function strict<Shape extends z.ZodRawShape>(shape: Shape, advice: string): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape);
  return zod().strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? issue.keys.map((key) => unknownKey(key, known)).join("\n") : advice,
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearName(key, known);
  return near === undefined ? `no such key; known here are ${known.join(", ")}` : `no such key; write ${near}`;
}

/** A text of this form. */
export function text(form: RegExp, advice: string): z.ZodString {
  return zod().string({ error: advice }).regex(form, { error: advice });
}
