import { createHmac } from "node:crypto";
import { Agent, request } from "node:http";

export interface Orders {
  readonly url: string;
  readonly secret: string;
  readonly refs: readonly string[];
  readonly connections: number;
}

export interface Report {
  readonly seconds: number;
  readonly refused: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * Sends signed receipts over keep-alive connections, one receipt per request. The fake vendor runs in a separate
 * process, so that the benchmark does not count its CPU time.
 */
async function report({ url, secret, refs, connections }: Orders): Promise<Report> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const bodies = refs.map((ref) => {
    const body = Buffer.from(JSON.stringify({ id: ref, status: "DELIVRD" }));
    return { body, signature: createHmac("sha256", secret).update(body).digest("hex") };
  });
  const took: number[] = [];
  let refused = 0;
  let next = 0;

  const post = ({ body, signature }: { readonly body: Buffer; readonly signature: string }) =>
    new Promise<void>((resolve, reject) => {
      const start = performance.now();
      const headers = {
        "content-type": "application/json",
        "content-length": body.length,
        "x-signature": signature,
      };
      const asking = request(url, { method: "POST", agent, headers }, (answer) => {
        answer.resume();
        answer.once("end", () => {
          took.push(performance.now() - start);
          if (answer.statusCode !== 204) refused += 1;
          resolve();
        });
      });
      asking.once("error", reject);
      asking.end(body);
    });
  const runner = async () => {
    for (let one = bodies[next++]; one !== undefined; one = bodies[next++]) await post(one);
  };

  const start = performance.now();
  await Promise.all(Array.from({ length: connections }, runner));
  const seconds = (performance.now() - start) / 1_000;
  agent.destroy();
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.floor((took.length - 1) * share)] ?? 0;
  return { seconds, refused, p50Ms: at(0.5), p99Ms: at(0.99) };
}

process.once("message", (orders) => {
  report(orders as Orders).then(
    (answer) => process.send?.(answer, () => process.disconnect()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
