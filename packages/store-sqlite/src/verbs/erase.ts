import type { EraseAnswer, EraseInput } from "@relance/spec";
import { forgetPerson } from "../erasing/forget-person.ts";
import { clearLeftovers } from "../erasing/leftovers.ts";
import { renameRefs } from "../erasing/rename-refs.ts";
import { clearFound } from "../erasing/strangers.ts";
import type { Work } from "../transaction/work.ts";

/** Forgets people, and goes on with what earlier calls left to look through. The log is cut after the commit. */
export function erase(work: Work, input: EraseInput): Omit<EraseAnswer, "isLogged"> {
  const found = clearFound(work, input.unplaced ?? []);
  const all = input.people.map((person) => forgetPerson(work, person, input));
  renameRefs(work, input.refs ?? []);
  const matters = all.flatMap((one) => one.matters);
  return {
    enrollments: matters.length,
    cancelled: matters.filter(({ wasOpen }) => wasOpen).length,
    erased: [...new Set([...found, ...all.flatMap(({ texts }) => texts)])].filter((text) => text !== ""),
    keys: all.flatMap(({ keys }) => keys),
    more: clearLeftovers(work),
  };
}
