import type { EraseAnswer, EraseInput } from "@relance/spec";
import { forgetPeople } from "../erasing/forget-people.ts";
import { clearLeftovers } from "../erasing/leftovers.ts";
import type { Work } from "../work.ts";

/** Forgets people; with nobody, goes on with what earlier calls left to look through. */
export async function erase(work: Work, input: EraseInput): Promise<EraseAnswer> {
  if (input.people.length === 0) {
    const more = await clearLeftovers(work);
    return { enrollments: 0, cancelled: 0, erased: [], more, isLogged: false };
  }
  const { enrollments, cancelled, texts } = await forgetPeople(work, input);
  const erased = [...new Set(texts)].filter((text) => text !== "");
  return { enrollments, cancelled, erased, more: true, isLogged: false };
}
