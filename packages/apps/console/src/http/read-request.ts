import { readBySchema } from "@relance/spec";
import { readBody } from "@relance/webhooks";
import type { Actor } from "relance";
import type { Visitor } from "../access/visitor.ts";
import { type Fields, REQUESTS, type Requests } from "../wire/requests.ts";

const MOST_BYTES = 262_144;

export class BadRequest extends Error {
  override readonly name = "BadRequest";
}

/** Parses a request's JSON body. @throws {BadRequest | WebhookError} */
export async function readRequest<Place extends keyof Requests>(
  place: Place,
  request: Request,
): Promise<Fields<Place>> {
  const bytes = await readBody(request, MOST_BYTES);
  const body: unknown = await new Response(Buffer.from(bytes)).json().catch(() => undefined);
  const { value, problems } = readBySchema("", REQUESTS[place], body);
  for (const { path, advice } of problems) throw new BadRequest(path === "" ? advice : `${path}: ${advice}`);
  return value as Fields<Place>;
}

/** Returns the actor and the reason of a command. The actor from `authorize` replaces the actor that the page sent. */
export function toActor(
  fields: { readonly actor?: string | undefined; readonly reason: string },
  visitor: Visitor,
): Actor {
  const actor = visitor.actor ?? fields.actor;
  if (actor === undefined) throw new BadRequest("actor: write 1 to 80 characters");
  return { actor, reason: fields.reason };
}
