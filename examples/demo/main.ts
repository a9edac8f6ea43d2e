// `npm run demo` runs a campaign for 2,000 recipients. `-- --channels` runs a campaign with three channels.
import { readOptions } from "./options.ts";

if (readOptions().isChannels) await import("./channels/demo.ts");
else await import("./demo.ts");
