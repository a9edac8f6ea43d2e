import type { FlowBins, Silence } from "../../packages/plugins/watch/src/flows.ts";
import type { LatencyModel } from "../../packages/plugins/watch/src/latency-model.ts";
import { addSilence } from "../../packages/plugins/watch/src/silence.ts";

/** Records the periods in which a provider sent no receipts, as the engine does between two checks. */
export class SilenceRecorder {
  #last: number | undefined;
  #silences: readonly Silence[] = [];

  add(bins: FlowBins, model: LatencyModel): FlowBins {
    const { lastReceiptAt } = bins;
    if (lastReceiptAt !== undefined && lastReceiptAt !== this.#last) {
      const before = { ...bins, lastReceiptAt: this.#last, silences: this.#silences };
      this.#silences = addSilence(before, model, lastReceiptAt);
      this.#last = lastReceiptAt;
    }
    return { ...bins, silences: this.#silences };
  }
}
