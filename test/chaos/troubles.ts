import { setTimeout as pause } from "node:timers/promises";
import type { FakeVendor } from "@relance/simulator";
import type { FakeVendorName, Planned, Trouble } from "./plan.ts";
import type { Scene } from "./scene.ts";
import type { Town } from "./town.ts";

const COURIERS: Readonly<Record<FakeVendorName, string>> = { main: "twilio", second: "gateway", smtp: "smtp" };

/** Injects the planned faults, each at its time. Resolves when the last fault is over. */
export async function makeTrouble(scene: Scene, plan: readonly Planned[], say: (line: string) => void): Promise<void> {
  const since = performance.now();
  const under: Promise<void>[] = [];
  const restarts = oneByOne();
  for (const { atMs, trouble } of plan) {
    await pause(Math.max(0, atMs - (performance.now() - since)));
    say(wordsOf(trouble));
    under.push(trouble.what === "restart-server" ? restarts(() => make(scene, trouble)) : make(scene, trouble));
  }
  await Promise.all(under);
}

export function heal({ crew, wire, town }: Scene): void {
  crew.heal();
  wire.release();
  wire.mend();
  for (const name of Object.keys(COURIERS) as FakeVendorName[]) fakeVendor(town, name).mode("accept");
}

async function make({ crew, server, wire, town }: Scene, trouble: Trouble): Promise<void> {
  switch (trouble.what) {
    case "kill":
      return crew.strike(trouble.whom, "SIGKILL");
    case "terminate":
      return crew.strike(trouble.whom, "SIGTERM");
    case "freeze":
      return crew.freeze(trouble.whom, trouble.forMs);
    case "step-clock":
      return crew.setClock(trouble.whom, trouble.byMs);
    case "restart-server":
      return server.restartImmediate();
    case "cut-connections":
      wire.cut();
      return wire.mend();
    case "stall-connections":
      wire.hold();
      await pause(trouble.forMs);
      return wire.release();
    case "misbehave": {
      const end = fakeVendor(town, trouble.whom);
      end.mode(trouble.manner);
      await pause(trouble.forMs);
      return end.mode("accept");
    }
    case "weather": {
      const end = town.world.script.add({ provider: COURIERS[trouble.whom], ...trouble.climate });
      await pause(trouble.forMs);
      return end();
    }
  }
}

function fakeVendor({ outside }: Town, name: FakeVendorName): FakeVendor {
  if (name === "smtp") return outside.smtp;
  return name === "main" ? outside.twilio : outside.gateway;
}

/** Runs restarts one after another, because a server cannot restart while a restart is running. */
function oneByOne(): (work: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve();
  return (work) => {
    last = last.then(work);
    return last;
  };
}

export function wordsOf(trouble: Trouble): string {
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  switch (trouble.what) {
    case "kill":
    case "terminate":
      return `${trouble.what} ${trouble.whom}`;
    case "freeze":
      return `freeze ${trouble.whom} for ${seconds(trouble.forMs)}`;
    case "step-clock":
      return `the clock of ${trouble.whom} is off by ${seconds(trouble.byMs)}`;
    case "restart-server":
      return "pg_ctl restart -m immediate";
    case "cut-connections":
      return "every connection to the database is cut";
    case "stall-connections":
      return `the database does not answer for ${seconds(trouble.forMs)}`;
    case "misbehave":
      return `${trouble.whom}: ${trouble.manner} for ${seconds(trouble.forMs)}`;
    case "weather":
      return `${trouble.whom}: ${JSON.stringify(trouble.climate)} for ${seconds(trouble.forMs)}`;
  }
}
