import express, { type Express } from "express";
import type { Pool } from "pg";
import type { CampaignHandle, RelanceLike } from "relance";
import { book, confirm } from "./appointments.ts";

export function expressApp(pool: Pool, relance: RelanceLike, reminders: CampaignHandle): Express {
  const app = express();
  app.use("/relance", relance.nodeHandler()); // before any body parser, because signatures cover the raw bytes
  app.use(express.json());
  app.post("/appointments", async (request, response) => {
    await book(pool, reminders, request.body);
    response.sendStatus(201);
  });
  app.post("/appointments/:id/confirmed", async (request, response) => {
    await confirm(pool, relance, request.params.id);
    response.sendStatus(204);
  });
  return app;
}
