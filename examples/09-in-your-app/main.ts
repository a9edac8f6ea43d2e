import { createRelance } from "relance";
import { expressApp } from "./express.ts";
import config, { appointments, pool } from "./relance.config.ts";
import { followUnreached } from "./unreached.ts";

await pool.query(`
  create table if not exists appointments (id text primary key, mobile text, mail text, at timestamptz, confirmed bool default false);
  create table if not exists to_phone (id text primary key, why text not null)`);
const relance = await createRelance(config);
const reminders = await relance.campaigns.open(appointments); // `open` starts, resumes or updates the campaign
const app = expressApp(pool, relance, reminders);
const unreached = followUnreached(pool, relance);
const stop = new AbortController();
const server = app.listen(Number(process.env.PORT ?? 8077), "127.0.0.1", (error) => {
  if (error) throw error; // the server reports here that the port is in use
  console.log("listening");
});
process.once("SIGTERM", () => stop.abort());

await relance.run({ signal: stop.signal }); // a separate process, such as `relance worker`, may send instead
server.close();
await unreached.stop();
await relance.close();
await pool.end();
