import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type FreshServer, freshPostgres, freshRedis, hasRedis, NO_SERVER } from "./servers.ts";

export interface Contender {
  readonly name: string;
  readonly label: string;
  readonly module: string;
  /** The reason why the contender cannot run on this machine; absent if it can run. */
  readonly missing?: string | undefined;
  serve(): Promise<FreshServer>;
  /** Records about a campaign that the contender stores without extra code, in the order of `KEPT`. */
  readonly keeps: readonly string[];
}

export const KEPT = [
  "each attempt, its provider and outcome",
  "events in their order",
  "receipts",
  "evidence, sealed",
  "every recipient in one state, and the sums match",
  "a message after a kill -9",
  "a commit after a power cut",
  "recipients' data encrypted",
] as const;

const PEERS = join(import.meta.dirname, "../peers");
export const INSTALL = "add --install";

/** Installs the job queues from `bench/peers/package-lock.json`. */
export async function installPeers(): Promise<void> {
  console.log("installing the job queues");
  await promisify(execFile)("npm", ["ci", "--prefix", PEERS, "--no-audit", "--no-fund"]);
}

const NOTHING = ["no", "no", "no", "no", "no"] as const;
const RELANCE_KEEPS = ["yes", "yes", "yes", "yes", "yes", "never twice", "yes", "yes"];

const BUILT = join(import.meta.dirname, "../../packages/relance/dist/index.js");

function missingPeer(name: string): string | undefined {
  return existsSync(join(PEERS, "node_modules", name)) ? undefined : `it is not installed: ${INSTALL}`;
}

/**
 * @param redis - URL of the Redis server
 * @param bin - folder of PostgreSQL binaries; by default those from npm
 */
export function contenders(redis: string | undefined, bin: string | undefined): readonly Contender[] {
  const noRedis =
    redis === undefined && !hasRedis()
      ? "there is no redis-server on the PATH: install one, or name an empty one with --redis redis://host:port"
      : undefined;
  const postgres = () => freshPostgres(bin);
  const missing = existsSync(BUILT) ? undefined : "it is not built: npm run build";
  return [
    {
      name: "bullmq",
      label: "BullMQ, Redis",
      module: join(PEERS, "bullmq.ts"),
      missing: missingPeer("bullmq") ?? noRedis,
      serve: () => (redis === undefined ? freshRedis() : Promise.resolve({ ...NO_SERVER, url: redis })),
      keeps: [...NOTHING, "may go twice", "up to a second is lost", "no"],
    },
    {
      name: "pg-boss",
      label: "pg-boss, PostgreSQL",
      module: join(PEERS, "pg-boss.ts"),
      missing: missingPeer("pg-boss"),
      serve: postgres,
      keeps: [...NOTHING, "may go twice", "yes", "no"],
    },
    {
      name: "graphile-worker",
      label: "graphile-worker, PostgreSQL",
      module: join(PEERS, "graphile-worker.ts"),
      missing: missingPeer("graphile-worker"),
      serve: postgres,
      keeps: [...NOTHING, "may go twice", "yes", "no"],
    },
    {
      name: "relance-postgres",
      label: "relance, PostgreSQL",
      module: join(import.meta.dirname, "relance.ts"),
      missing,
      serve: postgres,
      keeps: RELANCE_KEEPS,
    },
    {
      name: "relance-sqlite",
      label: "relance, SQLite",
      module: join(import.meta.dirname, "relance.ts"),
      missing,
      serve: async () => NO_SERVER,
      keeps: RELANCE_KEEPS,
    },
  ];
}
