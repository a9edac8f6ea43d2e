import { namesOf, RelanceError, WebhookError } from "@relance/spec";
import type { RelanceLike } from "relance";
import { isOurs } from "../access/door.ts";
import type { Visitor } from "../access/visitor.ts";
import { createControls, createOrders } from "../controls/steer.ts";
import { createPeopleDesk } from "../people/ask-people.ts";
import type { Requests } from "../wire/requests.ts";
import { json, refusal } from "./answers.ts";
import { BadRequest, Fields } from "./read-request.ts";

type Act = (fields: Fields, visitor: Visitor) => Promise<unknown>;
/** The action of a path, and the fields that it reads. */
interface Place {
  readonly act: Act;
  readonly names: readonly string[];
}

const FIND = namesOf<Requests["people/find"]>()("campaign text");
const READ = namesOf<Requests["people/read"]>()("campaign key");
const UNREACHED = namesOf<Requests["people/unreached"]>()("campaign cause cursor");
const DOUBTFUL = namesOf<Requests["people/doubtful"]>()("campaign");
const JUDGE = namesOf<Requests["orders/judge"]>()("campaign key reply isStop actor reason");
const EXPORT = namesOf<Requests["people/export"]>()("campaign cause actor reason");
const REVEAL = namesOf<Requests["people/reveal"]>()("campaign keys actor reason");
const SEEN = "campaign provider step destination version";
const BY = "actor reason";
const PAUSE = namesOf<Requests["controls/pause"]>()(SEEN, BY, "via wait reviewInMs");
const PAUSE_EFFECT = namesOf<Requests["controls/pause-effect"]>()(SEEN, "via wait");
const RESUME = namesOf<Requests["controls/resume"]>()(SEEN, BY, "override");
const THROTTLE = namesOf<Requests["controls/throttle"]>()(SEEN, BY, "perMinute");
const CANCEL = namesOf<Requests["controls/cancel"]>()("campaign name actor reason");
const EXTEND = namesOf<Requests["orders/extend"]>()("campaign until actor reason");
const ONE = namesOf<Requests["orders/escalate"] & Requests["orders/resume"]>()("campaign key epoch actor reason");
const CONFIRM = namesOf<Requests["orders/confirm"]>()("campaign key actor reason");

/** All POST requests of the page: changes, and values that must not be in an address. */
export function createAsked(
  gateway: RelanceLike,
  origin: string | undefined,
): (place: string, request: Request, visitor: Visitor) => Promise<Response> {
  const people = createPeopleDesk(gateway);
  const controls = createControls(gateway);
  const orders = createOrders(gateway);
  // maps, because an object also has the names of its prototype, such as `constructor`
  const forViewers = new Map<string, Place>([
    ["people/find", { act: people.find, names: FIND }],
    ["people/read", { act: people.read, names: READ }],
    ["people/unreached", { act: people.unreached, names: UNREACHED }],
    ["people/doubtful", { act: people.doubtful, names: DOUBTFUL }],
  ] satisfies [keyof Requests, Place][]);
  const forOperators = new Map<string, Place>([
    ["people/reveal", { act: people.reveal, names: REVEAL }],
    ["people/export", { act: people.export, names: EXPORT }],
    ["controls/pause", { act: controls.pause, names: PAUSE }],
    ["controls/pause-effect", { act: controls.pauseEffect, names: PAUSE_EFFECT }],
    ["controls/resume", { act: controls.resume, names: RESUME }],
    ["controls/throttle", { act: controls.throttle, names: THROTTLE }],
    ["controls/cancel", { act: controls.cancel, names: CANCEL }],
    ["orders/extend", { act: orders.extend, names: EXTEND }],
    ["orders/escalate", { act: orders.escalate, names: ONE }],
    ["orders/resume", { act: orders.resume, names: ONE }],
    ["orders/judge", { act: orders.judge, names: JUDGE }],
    ["orders/confirm", { act: orders.confirm, names: CONFIRM }],
  ] satisfies [keyof Requests, Place][]);

  return async (place, request, visitor) => {
    if (!isOurs(request, origin))
      return refusal(
        403,
        "console/foreign-request",
        "the request did not come from the console's page; behind a proxy, set origin",
      );
    const found = forViewers.get(place) ?? forOperators.get(place);
    if (found === undefined) return refusal(404, "console/unknown-place", "not found");
    if (forOperators.has(place) && visitor.role !== "operator")
      return refusal(403, "console/read-only", "viewers change nothing, and see no address");
    try {
      const done = await found.act(await Fields.of(request, found.names), visitor);
      return done instanceof Response ? done : json(done);
    } catch (error) {
      if (error instanceof BadRequest) return refusal(400, "console/bad-request", error.message);
      if (error instanceof WebhookError) return refusal(error.status, error.code, error.message);
      if (RelanceError.is(error)) return refusal(409, error.code, error.message);
      throw error;
    }
  };
}
