import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fakeSmsGateway, fakeTwilio } from "@relance/simulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const HERE = fileURLToPath(new URL(".", import.meta.url));
let folder = "";
const running: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "relance-example-"));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function start(file: string, env: Readonly<Record<string, string>>): ChildProcess {
  return node([...(file.includes("node-test") ? ["--test"] : []), join(HERE, file)], env);
}

function node(words: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, ["--conditions=@relance/source", ...words], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      RELANCE_SECRET: "a-secret-for-the-examples",
      RELANCE_DB: join(folder, "relance.db"),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  return child;
}

async function run(
  file: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ output: string; code: number | null }> {
  return finish(start(file, env));
}

async function finish(child: ChildProcess): Promise<{ output: string; code: number | null }> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { output, code };
}

const accounts = (twilio: { url: string; accountSid: string; authToken: string }) => ({
  TWILIO_BASE_URL: twilio.url,
  TWILIO_ACCOUNT_SID: twilio.accountSid,
  TWILIO_AUTH_TOKEN: twilio.authToken,
});

describe("the examples", () => {
  it("are at most 70 lines each", () => {
    const files = readdirSync(HERE, { recursive: true, encoding: "utf8" }).filter(
      (file) => /^0\d.*(?<!\.test)\.ts$/.test(file) && statSync(join(HERE, file)).isFile(),
    );
    expect(files.filter((file) => readFileSync(join(HERE, file), "utf8").split("\n").length > 71)).toEqual([]);
    expect(files.length).toBeGreaterThan(8);
  });

  it("01 sends one SMS once", async () => {
    await using twilio = await fakeTwilio();
    const { output, code } = await run("01-one-sms.ts", accounts(twilio));
    expect(output.trim().split("\n")).toEqual(["enrolled", "repeated", "1 attempt, the ledger holds: true"]);
    expect([code, [...twilio.messages()].length]).toEqual([0, 1]);
  });

  it("02 fails over to the second provider", async () => {
    await using twilio = await fakeTwilio();
    await using gateway = await fakeSmsGateway();
    twilio.refuse("+33639980001", 21612);
    const { output, code } = await run("02-fail-over.ts", {
      ...accounts(twilio),
      GATEWAY_URL: gateway.url,
      GATEWAY_KEY: gateway.apiKey,
    });
    expect(output).toContain("sms.main rejected 1");
    expect(output).toContain("sms.second accepted 1");
    expect(code).toBe(0);
  });

  it("03 runs a campaign from a file, in French", async () => {
    const { output, code } = await run("03-campaign-from-a-file/main.ts");
    expect(output).toContain("6 lignes = 4 inscrits + 1 répétés + 1 refusés");
    expect(output).toContain("le compte est juste");
    expect(code).toBe(0);
  });

  it.each(["express", "fastify", "hono"])("04 mounts under %s", async (host) => {
    const port = await freePort();
    const child = start(`04-hosts/${host}.ts`, { PORT: String(port) });
    await said(child, "listening");
    expect((await fetch(`http://127.0.0.1:${port}/relance/health`)).status).toBeLessThan(600);
    expect((await fetch(`http://127.0.0.1:${port}/relance/a/nobody`)).status).toBe(404);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("the application");
    expect(await end(child)).toBe(0);
  });

  it("04 answers and sends as Next's route handlers, as docs/next.md has them", async () => {
    const page = readFileSync(join(HERE, "../docs/next.md"), "utf8");
    const [relance = "", orders = "", lib = ""] = [
      "app/relance/[...path]/route.ts",
      "app/orders/route.ts",
      "lib/gateway.ts",
    ].map((file) => join(HERE, "04-hosts/next", file));
    for (const file of [relance, orders, lib]) expect(page).toContain(`\`\`\`ts\n${readFileSync(file, "utf8")}\`\`\``);
    const program = `
      const { GET, HEAD, POST } = await import(${JSON.stringify(relance)});
      const { POST: order } = await import(${JSON.stringify(orders)});
      const request = (method) => new Request("http://127.0.0.1:8077/relance/a/nobody", { method });
      for (const [method, handler] of Object.entries({ GET, HEAD, POST })) console.log((await handler(request(method))).status);
      const body = JSON.stringify({ order: "4711", phone: "+33639980001" });
      for (const _twice of [1, 2])
        console.log(await (await order(new Request("http://127.0.0.1:8077/orders", { method: "POST", body }))).text());
      process.exit(0);`;
    const { output, code } = await finish(node(["--input-type=module", "--eval", program], {}));
    expect(output.trim().split("\n")).toEqual([
      ...["404", "404", expect.stringMatching(/^4\d\d$/)],
      ...['{"status":"enrolled"}', '{"status":"repeated"}'],
    ]);
    expect(code).toBe(0);
  });

  it("04 works as a bare worker until a signal stops it", async () => {
    const child = start("04-hosts/worker.ts", {});
    await said(child, "working");
    expect(await end(child)).toBe(0);
  });

  it("05 follows the events", async () => {
    const { output, code } = await run("05-subscription.ts");
    expect(output).toContain("attempt.accepted");
    expect(code).toBe(0);
  });

  it("06 sends an alert that waits for an answer", async () => {
    const { output, code } = await run("06-transactional-send.ts");
    expect(output).toContain("waiting for an answer: 1");
    expect(code).toBe(0);
  });

  it("07 sends through a custom provider", async () => {
    await using gateway = await fakeSmsGateway();
    const { output, code } = await run("07-your-own-provider/main.ts", {
      GATEWAY_URL: gateway.url,
      GATEWAY_KEY: gateway.apiKey,
      GATEWAY_SECRET: gateway.secret,
    });
    expect(output).toContain("sms.pager accepted 1");
    expect(code).toBe(0);
  });

  it("09 sends letters through a custom channel", async () => {
    const letters: unknown[] = [];
    const shop = createHttpServer((request, response) => {
      request.setEncoding("utf8").on("data", (body: string) => letters.push(JSON.parse(body)));
      request.on("end", () => response.end());
    }).listen(0, "127.0.0.1");
    await once(shop, "listening");
    const { port } = shop.address() as AddressInfo;
    const { output, code } = await run("09-your-own-channel.ts", { SHOP_URL: `http://127.0.0.1:${port}/letters` });
    shop.close();
    expect(output).toBe("letter.shop accepted 1\n");
    expect(letters).toEqual([
      expect.objectContaining({ subject: "Your seat, Ada", to: expect.stringMatching(/ Paris$/) }),
    ]);
    expect(code).toBe(0);
  });

  it("11 starts a campaign in code", async () => {
    const { output, code } = await run("11-campaign-in-code/main.ts");
    expect(output.trim().split("\n")).toEqual([
      '{"text":"Ana, please confirm your car: …"}',
      '{"text":"Ben, please confirm your car: …"}',
      "recall: 2 enrolled, 0 refused",
    ]);
    expect(code).toBe(0);
  });

  it("has 11 on its page as it runs here", () => {
    const page = readFileSync(join(HERE, "../docs/campaign-in-code.md"), "utf8");
    const text = readFileSync(join(HERE, "11-campaign-in-code/recall.ts"), "utf8");
    expect(page).toContain(`\`\`\`ts\n${text}\`\`\``);
  });

  it("08 tests a campaign under node:test", async () => {
    const { output, code } = await run("08-test-your-campaign/campaign.node-test.ts");
    expect(output).toMatch(/pass 1/);
    expect(code).toBe(0);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

function said(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = "";
    const hear = (chunk: Buffer) => {
      output += chunk;
      if (output.includes(word)) resolve();
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("exit", () => reject(new Error(`it ended: ${output}`)));
  });
}

function end(child: ChildProcess): Promise<number | null> {
  const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  return gone;
}
