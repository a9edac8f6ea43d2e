import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Vitest begins with the largest files, which take long for the most part. The files that call a contract are the exception:
 * a few lines, hundreds of tests. Begun last, one of them would be waited for alone.
 */
export class ContractsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isContract = ({ moduleId }: TestSpecification) => /contract|conformance/.test(moduleId);
    return [...sorted.filter(isContract), ...sorted.filter((file) => !isContract(file))];
  }
}
