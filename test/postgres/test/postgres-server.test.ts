import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { startPostgres } from "@relance/test-postgres";
import { Client } from "pg";
import { expect, it, vi } from "vitest";

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it("keeps what was committed over an immediate restart, and cuts every connection", async () => {
  await using server = await startPostgres();
  const before = await connect(server.url);
  await before.query("create table facts (fact text)");
  await before.query("insert into facts values ('committed')");
  const cut = new Promise((resolve) => before.once("end", resolve));

  await server.restartImmediate();

  await cut;
  const after = await connect(server.url);
  expect((await after.query("select fact from facts")).rows).toEqual([{ fact: "committed" }]);
  await after.end();
});

it("removes process and data when it is disposed of", async () => {
  const server = await startPostgres();
  const { pid, dataDir } = server;
  expect([isAlive(pid), existsSync(dataDir)]).toEqual([true, true]);

  await server[Symbol.asyncDispose]();

  expect([isAlive(pid), existsSync(dirname(dataDir))]).toEqual([false, false]);
});

it("leaves nothing behind when its owner is killed", async () => {
  const owner = spawn(process.execPath, [...process.execArgv, join(import.meta.dirname, "fixtures/owner.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { pid, dataDir } = await firstLine(owner);
  expect(isAlive(pid)).toBe(true);

  owner.kill("SIGKILL");

  await vi.waitFor(() => expect([isAlive(pid), existsSync(dirname(dataDir))]).toEqual([false, false]), {
    timeout: 60_000,
    interval: 50,
  });
});

async function firstLine(child: ChildProcess): Promise<{ pid: number; dataDir: string }> {
  if (child.stdout === null) throw new Error("no output");
  for await (const line of createInterface(child.stdout)) return JSON.parse(line);
  throw new Error("the owner ended without a word");
}
