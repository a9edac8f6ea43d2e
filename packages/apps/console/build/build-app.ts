// `npm run build` runs this file, which builds the browser app from app/ to dist/app/.
import { buildApp } from "./bundle.ts";

await buildApp({ outDir: "dist/app" });
