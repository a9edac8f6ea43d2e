// This route is app/relance/[...path]/route.ts of a Next application. The worker runs in another process (see "The
// worker").
import { gateway } from "../../../lib/gateway.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

async function handle(request: Request): Promise<Response> {
  return (await gateway()).handle(request);
}

export const GET: typeof handle = handle;
export const HEAD: typeof handle = handle;
export const POST: typeof handle = handle;
