import { once } from "node:events";
import { connect } from "node:net";
import { nodemailerEmail } from "@relance/provider-nodemailer";
import { freePort } from "@relance/test-postgres";
import { createRelance, type RelanceConfig, sqliteStore } from "relance";
import { expect, it } from "vitest";
import { openHttpEdge } from "../../packages/apps/cli/src/worker/work.ts";

const IDLE = 2_500;
const PATIENCE_MS = 8_000;

it("2,500 idle sockets prevent no request to relance run", async () => {
  const port = await freePort();
  const config: RelanceConfig = {
    store: sqliteStore({ file: ":memory:" }),
    providers: { email: { smtp: nodemailerEmail({ url: "smtp://127.0.0.1:2525", from: "a@example.org" }) } },
    security: { signing: ["a-secret-for-these-tests"] },
    publicUrl: `http://127.0.0.1:${port}/relance`,
  };
  const gateway = await createRelance(config);
  const edge = await openHttpEdge({ gateway, config }, {});
  const idle = Array.from({ length: IDLE }, () => connect({ port, host: "127.0.0.1" }).on("error", () => {}));
  try {
    await Promise.all(idle.map((socket) => once(socket, "connect")));
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(`${edge.address}/health`, { signal, headers: { connection: "close" } });
    expect(await answer.json()).toMatchObject({ ok: true });
  } finally {
    for (const socket of idle) socket.destroy();
    await edge.close(0);
    await gateway.close();
  }
});
