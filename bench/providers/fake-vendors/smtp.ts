/** Accepts every mail and discards it. */
import { SMTPServer } from "smtp-server";
import { announce } from "./announce.ts";

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  disableReverseLookup: true,
  logger: false,
  onData(stream, _, done) {
    stream.resume().once("end", () => done());
  },
});
server.on("error", () => undefined);
announce(server.server);
