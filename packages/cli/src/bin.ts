#!/usr/bin/env node
import { main } from "./main.ts";
import { processHost } from "./process-host.ts";

const host = processHost();
const code = await main(process.argv.slice(2), host);
// a pool or socket of the project's own must not keep a finished command alive; what was written goes out first
process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
