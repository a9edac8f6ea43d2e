// `npm run demo`: one campaign for 2,000 recipients. `-- --channels` runs the second story.
import { readOptions } from "./options.ts";

if (readOptions().isChannels) await import("./channels/demo.ts");
else await import("./demo.ts");
