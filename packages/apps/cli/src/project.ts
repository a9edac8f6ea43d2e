/** The project that `relance init` writes, exported for `create-relance`. */
export { nearName, shellWord } from "@relance/spec";
export {
  IGNORED,
  type ProjectFile,
  type ProjectPart,
  projectFiles,
  type WrittenProject,
  writeProject,
} from "./init/write-project.ts";
