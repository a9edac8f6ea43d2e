import { isAuthorized } from "../authorize.ts";
import type { Call } from "../route.ts";

/** `GET /health`: 200 while the engine does its work, else 503. Details are for those who hold a token. */
export async function health(call: Call): Promise<Response> {
  const { port, request, onError } = call;
  try {
    const state = await port.health();
    const shown = isAuthorized(request, port.apiTokens) ? state : { ok: state.ok };
    return Response.json(shown, { status: state.ok ? 200 : 503 });
  } catch (error) {
    onError(error); // an engine that cannot say how it is is not well
    return Response.json({ ok: false }, { status: 503 });
  }
}
