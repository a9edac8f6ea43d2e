/** Folder with the files of a new project. Names that tools would interpret end in `.txt`. */
export const PROJECT_FOLDER: URL = new URL("../project/", import.meta.url);
