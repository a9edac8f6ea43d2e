import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, BatchSpanProcessor, ConsoleSpanExporter } from "@opentelemetry/sdk-trace-base";

const spans = new BatchSpanProcessor(new ConsoleSpanExporter()); // or an exporter to your collector
const tracing = new BasicTracerProvider({ spanProcessors: [spans] });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(tracing);
process.once("beforeExit", () => void tracing.shutdown()); // what was not yet told
