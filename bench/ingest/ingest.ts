import { fork } from "node:child_process";
import { once } from "node:events";
import type { Orders, Report } from "./fake-vendor.ts";
import { listen, openGateway, openStore, SECRET, sendToAll } from "./open-ingest.ts";

/**
 * Measures how many signed receipts one process accepts per second over real HTTP, and how long each request takes.
 * Each request contains one receipt.
 */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  const total = Number(options.get("receipts") ?? 20_000);
  const connections = Number(options.get("connections") ?? 256);
  const stores = (options.get("store") ?? "sqlite,postgres").split(",");
  const hosts = (options.get("host") ?? "node,hono").split(",");
  console.log(`${total.toLocaleString("en")} receipts over ${connections} connections · Node ${process.version}\n`);
  console.log("store      host    receipts/s    p50 ms    p99 ms    CPU s of this process    refused");
  for (const kind of stores) {
    for (const host of hosts) await measure(kind, host, total, connections);
  }
}

async function measure(kind: string, host: string, total: number, connections: number): Promise<void> {
  await using opened = await openStore(kind);
  await using relance = await openGateway(opened.store);
  const refs = await sendToAll(relance, total);
  await using edge = await listen(host, relance);
  const cpu = process.cpuUsage();
  const { seconds, refused, p50Ms, p99Ms } = await order({
    url: edge.url,
    secret: SECRET,
    refs,
    connections,
  });
  const { user, system } = process.cpuUsage(cpu);
  const [ledger] = await relance.campaigns.ledgers();
  const delivered = ledger?.attempts.find(({ evidence }) => evidence === "delivered")?.count ?? 0;
  const columns = [
    kind.padEnd(10),
    host.padEnd(6),
    Math.round(total / seconds)
      .toLocaleString("en")
      .padStart(11),
    p50Ms.toFixed(1).padStart(9),
    p99Ms.toFixed(1).padStart(9),
    ((user + system) / 1e6).toFixed(1).padStart(24),
    String(refused).padStart(10),
  ];
  console.log(columns.join(" "));
  if (delivered !== total || refused > 0) console.log(`  only ${delivered} of ${total} are known as delivered`);
}

async function order(orders: Orders): Promise<Report> {
  const fakeVendor = fork(new URL("fake-vendor.ts", import.meta.url));
  fakeVendor.send(orders);
  const [report] = await Promise.race([
    once(fakeVendor, "message"),
    once(fakeVendor, "exit").then(() => {
      throw new Error("the fake vendor stopped early");
    }),
  ]);
  return report as Report;
}
