// Fastify 5: pass the raw request to relance before Fastify reads the body.
import Fastify from "fastify";
import { createRelance } from "relance";
import config from "../relance.config.ts";

const relance = await createRelance(config);
const handle = relance.nodeHandler();
const app = Fastify();
await app.register(async (scope) => {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", (_request, _payload, done) => done(null)); // leaves the body for relance to read
  scope.all("/relance/*", (request, reply) => {
    reply.hijack();
    handle(request.raw, reply.raw);
  });
});
app.get("/", () => "the application");
await app.listen({ port: Number(process.env.PORT ?? 8077), host: "127.0.0.1" });
console.log("listening");

process.once("SIGTERM", async () => {
  await app.close();
  await relance.close();
});
