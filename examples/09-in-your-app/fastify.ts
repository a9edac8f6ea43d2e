import Fastify, { type FastifyInstance } from "fastify";
import type { Pool } from "pg";
import type { CampaignHandle, RelanceLike } from "relance";
import { type Appointment, book, confirm } from "./appointments.ts";

export async function fastifyApp(
  pool: Pool,
  relance: RelanceLike,
  reminders: CampaignHandle,
): Promise<FastifyInstance> {
  const app = Fastify();
  const handle = relance.nodeHandler();
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _payload, done) => done(null)); // leaves the body for relance to read
    scope.all("/relance/*", (request, reply) => {
      reply.hijack();
      handle(request.raw, reply.raw);
    });
  });
  app.post<{ Body: Appointment }>("/appointments", async (request, reply) => {
    await book(pool, reminders, request.body);
    return reply.code(201).send();
  });
  app.post<{ Params: { id: string } }>("/appointments/:id/confirmed", async (request, reply) => {
    await confirm(pool, relance, request.params.id);
    return reply.code(204).send();
  });
  return app;
}
