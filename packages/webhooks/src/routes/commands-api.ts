import { ConfigError, WebhookError } from "@relance/spec";
import { authorize } from "../authorize.ts";
import { parseJson, readBody } from "../read-body.ts";
import type { Call } from "../route.ts";

const MAX_BODY_BYTES = 65_536;

/** `POST /commands/<plugin>/<command>` runs a plugin's command. The command's input is the JSON object in the body. */
export async function command({ request, port, subject }: Call): Promise<Response> {
  authorize(request, port.apiTokens);
  const [plugin = "", word = ""] = subject.split("/");
  const body = await readBody(request, MAX_BODY_BYTES);
  const results = await port.command(plugin, word, body.length === 0 ? {} : parseJson(body)).catch(refusedInput);
  if (results === undefined) throw new WebhookError("webhook/not-found", "no plugin of this gateway has this command");
  return Response.json({ results });
}

function refusedInput(error: unknown): never {
  if (error instanceof ConfigError) throw new WebhookError("webhook/unreadable", error.message, { cause: error });
  throw error;
}
