import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

/** 32 bytes, as `openssl rand -base64 32` writes them. */
export const EVENT_SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

export interface TakenEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly raw: string;
}

/** A webhook receiver that verifies each request with the reference library of Standard Webhooks. */
export interface EventReceiver extends AsyncDisposable {
  readonly url: string;
  readonly taken: readonly TakenEvent[];
  readonly asked: readonly TakenEvent[];
  /** Sets the answer, or a function that chooses the answer for each event. `hold` does not answer. */
  answer(how: Answer | ((event: TakenEvent) => Answer)): void;
}

type Answer = number | "hold";

export async function openEventReceiver(): Promise<EventReceiver> {
  const taken: TakenEvent[] = [];
  const asked: TakenEvent[] = [];
  let how: Answer | ((event: TakenEvent) => Answer) = 204;
  const server = createServer(async (request, response) => {
    let raw = "";
    for await (const chunk of request) raw += chunk;
    const headers = request.headers as Record<string, string>;
    const { type, data } = new Webhook(EVENT_SECRET).verify(raw, headers) as TakenEvent;
    const event = { id: headers["webhook-id"] ?? "", type, data, raw };
    asked.push(event);
    const answer = typeof how === "function" ? how(event) : how;
    if (answer === "hold") return;
    if (answer < 300) taken.push(event);
    response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/events`,
    taken,
    asked,
    answer(next) {
      how = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
