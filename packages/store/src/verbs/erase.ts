import type { EraseAnswer, EraseInput } from "@relance/spec";
import { forgetPeople } from "../erasing/forget-people.ts";
import { clearLeftovers } from "../erasing/leftovers.ts";
import type { Work } from "../transaction/work.ts";

/** Forgets people; with nobody, goes on with what earlier calls left to look through. */
export async function erase(work: Work, input: EraseInput): Promise<EraseAnswer> {
  if (input.people.length === 0) {
    const more = await clearLeftovers(work);
    return { enrollments: 0, cancelled: 0, erased: [], keys: [], more, isLogged: false };
  }
  const { enrollments, cancelled, texts, keys } = await forgetPeople(work, input);
  const erased = [...new Set(texts)].filter((text) => text !== "");
  return { enrollments, cancelled, erased, keys, more: true, isLogged: false };
}
