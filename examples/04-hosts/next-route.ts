// Next: app/relance/[...path]/route.ts. One gateway for the process; the worker runs elsewhere (see worker.ts).
import { createGateway } from "relance";
import config from "../relance.config.ts";

const relance = createGateway(config);

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  return (await relance).handle(request);
}

export async function HEAD(request: Request): Promise<Response> {
  return (await relance).handle(request);
}

export async function POST(request: Request): Promise<Response> {
  return (await relance).handle(request);
}
