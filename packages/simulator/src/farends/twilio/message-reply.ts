import type { FarEndReply } from "../http/http-far-end.ts";
import { type TwilioMessage, twilioResource } from "./twilio-message.ts";

/** A message as an answer of the API. */
export function messageReply(status: number, message: TwilioMessage): FarEndReply {
  return jsonReply(status, JSON.stringify(twilioResource(message)));
}

export function jsonReply(status: number, body: string): FarEndReply {
  return { status, headers: { "content-type": "application/json" }, body };
}
