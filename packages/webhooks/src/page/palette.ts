/** The colours of a page. Text stands on `ground` or `panel`; every pair reaches AA, and a test says so. */
export interface Palette {
  readonly ground: string;
  readonly panel: string;
  readonly text: string;
  readonly quiet: string;
  /** Lines that have to be seen, such as the edge of a button. */
  readonly edge: string;
  readonly accent: string;
  readonly onAccent: string;
  readonly good: string;
  readonly warning: string;
}

export const LIGHT: Palette = {
  ground: "#f4f5f7",
  panel: "#ffffff",
  text: "#1b1f24",
  quiet: "#515a66",
  edge: "#6f7987",
  accent: "#0b5cad",
  onAccent: "#ffffff",
  good: "#116329",
  warning: "#8a4600",
};

export const DARK: Palette = {
  ground: "#101418",
  panel: "#1a2027",
  text: "#eceff3",
  quiet: "#aab4c0",
  edge: "#7d8896",
  accent: "#8cc4ff",
  onAccent: "#0b1a2a",
  good: "#7fd99a",
  warning: "#ffbf75",
};
