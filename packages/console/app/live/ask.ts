import type { PeoplePage, RevealedPerson, ShownPerson } from "../../src/wire/people.ts";
import type { Requests } from "../../src/wire/requests.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { heardVersion } from "./seen-version.ts";

/** What comes back, by the place that was asked. */
interface Answers {
  "people/find": Wired<PeoplePage>;
  "people/read": { readonly person?: Wired<ShownPerson> };
  "people/unreached": Wired<PeoplePage>;
  "people/reveal": { readonly people: readonly Wired<RevealedPerson>[] };
  "controls/pause": { readonly version: number };
  "controls/resume": { readonly version: number };
  "controls/throttle": { readonly version: number };
  "controls/cancel": { readonly cancelled: number };
  "orders/extend": { readonly moved: number; readonly reopened: number };
  "orders/escalate": { readonly moved: number };
  "orders/hand-back": { readonly moved: number };
}

/** What the console says where it does not do what was asked. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: string;

  constructor({ code, message }: { readonly code: string; readonly message: string }) {
    super(message);
    this.code = code;
  }
}

function hasVersion(answer: unknown): answer is { readonly version: number } {
  return typeof answer === "object" && answer !== null && "version" in answer;
}

/** Asks the console. @throws {Refused} */
export async function ask<Place extends keyof Requests>(place: Place, what: Requests[Place]): Promise<Answers[Place]> {
  const response = await fetch(place, {
    method: "POST",
    headers: { "content-type": "application/json", "x-relance-console": "1" },
    body: JSON.stringify(what),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Refused(answer as { readonly code: string; readonly message: string });
  if ("campaign" in what && hasVersion(answer)) heardVersion(what.campaign, answer.version);
  return answer as Answers[Place];
}
