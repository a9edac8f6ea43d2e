import type { CallerDb } from "relance";

type PrismaTransaction = { $executeRawUnsafe(query: string, ...values: unknown[]): PromiseLike<number> };

export const fromPrisma = (tx: PrismaTransaction): CallerDb => ({
  executeSql: async (text, values) => tx.$executeRawUnsafe(text, ...values),
});
