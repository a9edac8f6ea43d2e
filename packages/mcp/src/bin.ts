#!/usr/bin/env node
import { parseArgs } from "node:util";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { createServer } from "./create-server.ts";

const HELP = `relance-mcp [--config <file>] [--steer-as <who>]

  --config <file>   the configuration (default: relance.config.ts here or above, or RELANCE_CONFIG)
  --steer-as <who>  also pause, resume and withdraw, recorded in this name; without it the tools only read
`;

const { values } = parseArgs({
  options: { config: { type: "string" }, "steer-as": { type: "string" }, help: { type: "boolean", short: "h" } },
});
if (values.help === true) process.stdout.write(HELP);
else {
  console.log = console.error; // stdout is the protocol's: a configuration may print
  await createServer({ config: values.config, steerAs: values["steer-as"] }).connect(new StdioServerTransport());
}
