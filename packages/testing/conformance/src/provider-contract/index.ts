export type {
  ContractFarEnd,
  ContractSubject,
  FarEndMode,
  ReceiptAbout,
  SetUp,
} from "./contract-subject.ts";
export { type ProviderContractOptions, providerContract } from "./provider-contract.ts";
