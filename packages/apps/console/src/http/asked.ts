import { RelanceError, WebhookError } from "@relance/spec";
import type { RelanceLike } from "relance";
import { isOurs } from "../access/access-control.ts";
import type { Visitor } from "../access/visitor.ts";
import { createControls, createOrders } from "../controls/steer.ts";
import { createPeopleDesk } from "../people/ask-people.ts";
import type { Fields, Requests } from "../wire/requests.ts";
import { json, refusal } from "./answers.ts";
import { BadRequest, readRequest } from "./read-request.ts";

type Acts = { readonly [Place in keyof Requests]: (fields: Fields<Place>, visitor: Visitor) => Promise<unknown> };

const FOR_VIEWERS: readonly (keyof Requests)[] = ["people/find", "people/read", "people/unreached", "people/doubtful"];

/** Handles the page's POST requests: commands, and queries with values that must not be in a URL. */
export function createAsked(
  gateway: RelanceLike,
  origin: string | undefined,
): (place: string, request: Request, visitor: Visitor) => Promise<Response> {
  const acts: Acts = { ...createPeopleDesk(gateway), ...createControls(gateway), ...createOrders(gateway) };
  const isPlace = (place: string): place is keyof Requests => Object.hasOwn(acts, place);

  async function act<Place extends keyof Requests>(place: Place, request: Request, visitor: Visitor) {
    return acts[place](await readRequest(place, request), visitor);
  }

  return async (place, request, visitor) => {
    if (!isOurs(request, origin))
      return refusal(
        403,
        "console/foreign-request",
        "the request did not come from the console's page; behind a proxy, set origin",
      );
    if (!isPlace(place)) return refusal(404, "console/unknown-place", "not found");
    if (visitor.role !== "operator" && !FOR_VIEWERS.includes(place))
      return refusal(403, "console/read-only", "viewers can neither send commands nor see addresses");
    try {
      const done = await act(place, request, visitor);
      return done instanceof Response ? done : json(done);
    } catch (error) {
      if (error instanceof BadRequest) return refusal(400, "console/bad-request", error.message);
      if (error instanceof WebhookError) return refusal(error.status, error.code, error.message);
      if (RelanceError.is(error)) return refusal(409, error.code, error.message);
      throw error;
    }
  };
}
