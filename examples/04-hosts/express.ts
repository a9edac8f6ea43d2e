// Express 5: mount relance before any body parser, because signatures cover the raw bytes.
import express from "express";
import { createRelance } from "relance";
import config from "../relance.config.ts";

const relance = await createRelance(config);
const app = express();
app.use("/relance", relance.nodeHandler());
app.use(express.json());
app.get("/", (_request, response) => {
  response.send("the application");
});
const server = app.listen(Number(process.env.PORT ?? 8077), "127.0.0.1", (error) => {
  if (error) throw error; // Express passes an error here if the port is in use
  console.log("listening");
});

process.once("SIGTERM", async () => {
  server.close();
  await relance.close();
});
