import { once } from "node:events";
import { createServer } from "node:http";
import { loadCampaign } from "@relance/campaign";
import { Command } from "commander";
import { readAmount, readInstant, readPort, resolvePath } from "../campaign/read-values.ts";
import { checkFile } from "../check/check-file.ts";
import type { Act } from "../command.ts";
import { loadConfig } from "../config/load-config.ts";
import { logTo } from "../config/with-gateway.ts";
import { serveDevelopment } from "../dev/dev-server.ts";
import { firstPeople, harmlessConfig } from "../dev/dev-stage.ts";
import { openDevelopment } from "../dev/development.ts";
import { EXIT } from "../exit-code.ts";
import { closeServer, listen } from "../worker/listening.ts";

const HOST = "127.0.0.1";
const PORT = 8079;
const RECIPIENTS = 50;
const GRACE_MS = 500;

type DevOptions = { port: number; recipients: number } & Partial<{ start: Date }>;

export function devCommand(act: Act): Command {
  return new Command("dev")
    .description(
      "show a campaign's messages in a browser as recipients would get them; press, reply, advance the clock",
    )
    .argument("<file>", "campaign file")
    .option("--port <n>", "port to listen on, on this machine only", readPort, PORT)
    .option("--recipients <n>", "only the first N recipients of the audience", readAmount, RECIPIENTS)
    .option("--start <instant>", "start of the page's clock (default: now)", readInstant)
    .action(
      act(async (session, file: string, options: DevOptions) => {
        const { output, host, stop } = session;
        const { config } = await loadConfig(session);
        const { problems } = await checkFile(session, file, { config, rows: false });
        if (problems.length > 0) return EXIT.mistakes;
        const signal = stop.listen(() => {});
        const server = createServer();
        const port = await listen(server, HOST, options.port);
        const here = `http://${HOST}:${port}`;
        const { templates = {}, publicUrl: production } = config;
        const open = async () =>
          openDevelopment({
            config: harmlessConfig(config, here, logTo(session)),
            campaign: firstPeople(await loadCampaign(resolvePath(host, file), { templates }), options.recipients),
            startAt: options.start ?? new Date(),
          });
        const { token, close } = await serveDevelopment(server, port, { here, production }, open).catch(
          async (error: unknown) => {
            await closeServer(server, 0);
            throw error;
          },
        );
        const url = `${here}/?token=${token}`;
        output.result({ url }, url);
        output.note("nothing is sent from this machine; Ctrl-C ends the command and deletes the captured messages");
        if (!signal.aborted) await once(signal, "abort");
        await close();
        await closeServer(server, GRACE_MS);
      }),
    );
}
