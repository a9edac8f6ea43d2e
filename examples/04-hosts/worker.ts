// A worker without HTTP, which sends, escalates and audits until it is stopped. Another process serves HTTP.
import { createRelance } from "relance";
import config from "../relance.config.ts";

const relance = await createRelance(config);
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
process.once("SIGINT", () => stop.abort());
console.log("working");
await relance.run({ signal: stop.signal }); // before it returns, `run` waits for messages in flight
await relance.close();
