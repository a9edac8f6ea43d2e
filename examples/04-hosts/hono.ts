// Hono: relance takes a Request and returns a Response, so no adapter is needed.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createRelance } from "relance";
import config from "../relance.config.ts";

const relance = await createRelance(config);
const app = new Hono();
app.all("/relance/*", (context) => relance.handle(context.req.raw));
app.get("/", (context) => context.text("the application"));
const port = Number(process.env.PORT ?? 8077);
const server = serve({ fetch: app.fetch, port, hostname: "127.0.0.1" }, () => console.log("listening"));

process.once("SIGTERM", async () => {
  server.close();
  await relance.close();
});
