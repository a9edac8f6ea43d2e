#!/usr/bin/env node
import { parseArgs } from "node:util";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { createServer } from "./create-server.ts";

const HELP = `relance-mcp [--config <file>] [--steer-as <who>]

  --config <file>   the configuration (default: relance.config.ts here or above, or RELANCE_CONFIG)
  --steer-as <who>  let the tools pause, resume and remove, recorded in this name; default: they only read
`;

try {
  const { values } = parseArgs({
    options: { config: { type: "string" }, "steer-as": { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  const steerAs = values["steer-as"];
  if (steerAs?.trim() === "") throw new Error("--steer-as: name a person; relance records that name with each command");
  if (values.help === true) process.stdout.write(HELP);
  else {
    console.log = console.error; // the protocol uses stdout, so the configuration's output is sent to stderr
    await createServer({ config: values.config, steerAs }).connect(new StdioServerTransport());
  }
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`relance-mcp: ${error.message}\n`);
  process.exitCode = 2;
}
