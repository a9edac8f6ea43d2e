import { type LatencyModel, unknownModel } from "@relance/watch";
import type { ProviderModels } from "../watch-memory.ts";

/** A flow's own model counts once it was learned from this many messages. */
const OWN_MODEL = 1_000;

const UNKNOWN: LatencyModel = unknownModel();

/** The model of a destination once it has one of its own, else its provider's, else what is believed of an unknown one. */
export function modelOf(models: ProviderModels, destination: string | undefined): LatencyModel {
  return ownModel(models, destination) ?? models[""] ?? UNKNOWN;
}

export function ownModel(models: ProviderModels, destination: string | undefined): LatencyModel | undefined {
  const own = destination === undefined ? undefined : models[destination];
  return own !== undefined && own.learnedFrom >= OWN_MODEL ? own : undefined;
}
