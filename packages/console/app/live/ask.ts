import type { PeoplePage, RevealedPerson, ShownPerson } from "../../src/wire/people.ts";
import type { Requests } from "../../src/wire/requests.ts";
import type { Wired } from "../../src/wire/wired.ts";

/** What comes back, by the place that was asked. */
interface Answers {
  "people/find": Wired<PeoplePage>;
  "people/read": { readonly person?: Wired<ShownPerson> };
  "people/unreached": Wired<PeoplePage>;
  "people/reveal": { readonly people: readonly Wired<RevealedPerson>[] };
  "controls/pause": object;
  "controls/resume": object;
  "controls/cancel": { readonly cancelled: number };
}

/** Asks the console; throws what it says where it refuses. */
export async function ask<Place extends keyof Requests>(
  place: Place,
  what: Requests[Place],
): Promise<Answers[Place]> {
  const response = await fetch(place, {
    method: "POST",
    headers: { "content-type": "application/json", "x-relance-console": "1" },
    body: JSON.stringify(what),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error((answer as { readonly message: string }).message);
  return answer as Answers[Place];
}
