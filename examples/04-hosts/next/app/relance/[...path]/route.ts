// Next: app/relance/[...path]/route.ts. The worker runs elsewhere (see "The worker").
import { gateway } from "../../../lib/gateway.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

async function handle(request: Request): Promise<Response> {
  return (await gateway()).handle(request);
}

export const GET: typeof handle = handle;
export const HEAD: typeof handle = handle;
export const POST: typeof handle = handle;
