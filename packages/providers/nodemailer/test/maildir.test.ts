import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { returnPaths } from "@relance/bounces";
import type { InboundItem } from "@relance/spec";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodemailerEmail } from "../src/index.ts";
import { dsn } from "./support/dsn.ts";

const secret = "a secret of at least thirty-two characters";
const domain = "bounce.example.org";
const paths = returnPaths({ domain, secrets: [secret] });
const signal = new AbortController().signal;
let maildir = "";

beforeEach(async () => {
  maildir = await mkdtemp(join(tmpdir(), "relance-maildir-"));
  for (const folder of ["new", "cur", "tmp"]) await mkdir(join(maildir, folder));
});
afterEach(() => rm(maildir, { recursive: true }));

const deliver = (name: string, mail: string | Uint8Array) => writeFile(join(maildir, "new", name), mail);
const folder = async (name: string) => (await readdir(join(maildir, name))).sort();

async function collect(keep?: (items: readonly InboundItem[]) => Promise<void>) {
  const bounces = { domain, secret, maildir };
  const provider = nodemailerEmail({ host: "127.0.0.1", from: "help@example.org", bounces });
  const kept: InboundItem[] = [];
  const result = await provider.collect?.(keep ?? (async (items) => void kept.push(...items)), { signal });
  return { result, kept };
}

describe("a maildir of reports", () => {
  it("is read in the order of arrival, and what was read is seen", async () => {
    await deliver("2.b.host", dsn({ to: paths.write("k4", "bob@example.org"), action: "delayed", status: "4.4.1" }));
    await deliver("1.a.host", dsn({ to: paths.write("k3", "ada@example.org") }));
    const { result, kept } = await collect();
    expect(result).toEqual({ kept: 2, refused: 0 });
    expect(kept).toMatchObject([
      { attemptId: "k3", kind: "undelivered" },
      { attemptId: "k4", kind: "in-transit" },
    ]);
    expect(await folder("new")).toEqual([]);
    expect(await folder("cur")).toEqual(["1.a.host:2,S", "2.b.host:2,S"]);
  });

  it("leaves a report where it is until it is kept", async () => {
    await deliver("1.a.host", dsn({ to: paths.write("k3", "ada@example.org") }));
    await expect(collect(() => Promise.reject(new Error("the store is busy")))).rejects.toThrow();
    expect(await folder("new")).toEqual(["1.a.host"]);
    expect((await collect()).kept).toHaveLength(1);
  });

  it("flags foreign or unreadable mails for operators, and continues", async () => {
    const path = paths.write("k3", "ada@example.org");
    const nested = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n".repeat(1_000);
    await deliver("1.forged", dsn({ to: path.replace("+k3-", "+k4-") }));
    await deliver("2.nested", `To: ${path}\r\n${nested}`);
    await deliver("3.huge", Buffer.concat([Buffer.from(`To: ${path}\r\n\r\n`), Buffer.alloc(10_000_000)]));
    await deliver("4.bytes", Buffer.from([0xff, 0xfe, 0x00]));
    await mkdir(join(maildir, "new", "5.folder"));
    await deliver("6.good", dsn({ to: path }));
    const { result, kept } = await collect();
    expect(result).toEqual({ kept: 3, refused: 2 });
    expect(kept.map(({ type }) => type)).toEqual(["signal", "signal", "receipt"]);
    expect(await folder("cur")).toEqual(["1.forged:2,F", "2.nested:2,F", "3.huge:2,F", "4.bytes:2,F", "6.good:2,S"]);
    expect(await folder("new")).toEqual(["5.folder"]);
  });

  it("is read behind hundreds of files that are no mails, and behind a pipe", async () => {
    execFileSync("mkfifo", [join(maildir, "new", "0.pipe")]);
    for (let n = 100; n < 320; n += 1) await mkdir(join(maildir, "new", `${n}.folder`));
    await deliver("900.good", dsn({ to: paths.write("k3", "ada@example.org") }));
    expect((await collect()).result).toEqual({ kept: 1, refused: 0 });
    expect(await folder("cur")).toEqual(["900.good:2,S"]);
  });

  it("may be shared by workers", async () => {
    const path = paths.write("k3", "ada@example.org");
    for (let n = 0; n < 30; n += 1) await deliver(`${100 + n}.host`, dsn({ to: path }));
    const rounds = await Promise.all([collect(), collect(), collect()]);
    expect(rounds.flatMap(({ kept }) => kept).length).toBeGreaterThanOrEqual(30);
    expect(await folder("cur")).toHaveLength(30);
    expect(await folder("new")).toEqual([]);
  });

  it("is no reason to be asked where none is named", () => {
    const provider = nodemailerEmail({
      host: "127.0.0.1",
      from: "help@example.org",
      bounces: { domain, secret },
    });
    expect(provider.collect).toBeUndefined();
    expect(nodemailerEmail({ host: "127.0.0.1", from: "help@example.org" }).receipts).toBeUndefined();
  });
});
