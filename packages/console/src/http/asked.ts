import { RelanceError, WebhookError } from "@relance/spec";
import type { GatewayLike } from "relance";
import { isOurs } from "../access/door.ts";
import type { Visitor } from "../access/visitor.ts";
import { createControls, createOrders } from "../controls/steer.ts";
import { createPeopleDesk } from "../people/ask-people.ts";
import type { Requests } from "../wire/requests.ts";
import { json, refusal } from "./answers.ts";
import { BadRequest, Fields } from "./read-request.ts";

type Act = (fields: Fields, visitor: Visitor) => Promise<unknown>;
type Place = [keyof Requests, Act];

/** Everything that the page asks by POST: what changes something, and what must not stand in an address. */
export function createAsked(
  gateway: GatewayLike,
  origin: string | undefined,
): (place: string, request: Request, visitor: Visitor) => Promise<Response> {
  const people = createPeopleDesk(gateway);
  const controls = createControls(gateway);
  const orders = createOrders(gateway);
  // maps, for an object would answer for every name of its prototype
  const forViewers = new Map<string, Act>([
    ["people/find", people.find],
    ["people/read", people.read],
    ["people/unreached", people.unreached],
  ] satisfies Place[]);
  const forOperators = new Map<string, Act>([
    ["people/reveal", people.reveal],
    ["people/export", people.export],
    ["controls/pause", controls.pause],
    ["controls/pause-effect", controls.pauseEffect],
    ["controls/resume", controls.resume],
    ["controls/throttle", controls.throttle],
    ["controls/cancel", controls.cancel],
    ["orders/extend", orders.extend],
    ["orders/escalate", orders.escalate],
    ["orders/hand-back", orders.handBack],
    ["orders/confirm", orders.confirm],
  ] satisfies Place[]);

  return async (place, request, visitor) => {
    if (!isOurs(request, origin))
      return refusal(
        403,
        "console/foreign-request",
        "this was not asked by the console's page; behind a proxy, set origin",
      );
    const act = forViewers.get(place) ?? forOperators.get(place);
    if (act === undefined) return refusal(404, "console/unknown-place", "there is nothing here");
    if (forOperators.has(place) && visitor.role !== "operator")
      return refusal(403, "console/read-only", "viewers change nothing, and see no address");
    try {
      const done = await act(await Fields.of(request), visitor);
      return done instanceof Response ? done : json(done);
    } catch (error) {
      if (error instanceof BadRequest) return refusal(400, "console/bad-request", error.message);
      if (error instanceof WebhookError) return refusal(error.status, error.code, error.message);
      if (RelanceError.is(error)) return refusal(409, error.code, error.message);
      throw error;
    }
  };
}
